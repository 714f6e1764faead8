/** What an operation's input may hold, as the service model has it. Lengths are in UTF-16 units, as Java counts. */
export type Member =
  | TextMember
  | IntegerMember
  | { readonly kind: 'flag'; readonly required?: true }
  | { readonly kind: 'time'; readonly required?: true }
  | { readonly kind: 'blob'; readonly required?: true; readonly bytesMax: number }
  | {
      readonly kind: 'list';
      readonly required?: true;
      readonly of: Member;
      readonly countMin: number;
      readonly countMax: number;
    }
  | {
      readonly kind: 'map';
      readonly required?: true;
      readonly key: TextMember;
      readonly value: TextMember;
      readonly countMin: number;
      readonly countMax: number;
    }
  /** Not there: taken, and left out, only with the value that asks for nothing else than is done anyway. */
  | { readonly kind: 'fixed'; readonly required?: never; readonly value: string | boolean }
  | StructureMember;

export interface TextMember {
  readonly kind: 'text';
  readonly required?: true;
  readonly lengthMin?: number;
  readonly lengthMax?: number;
  /** Of the whole text, as the API reference writes it. */
  readonly pattern?: string;
  readonly values?: readonly string[];
}

export interface IntegerMember {
  readonly kind: 'integer';
  readonly required?: true;
  readonly min?: number;
  readonly max?: number;
}

export interface StructureMember {
  readonly kind: 'structure';
  readonly required?: true;
  readonly members: Readonly<Record<string, Member>>;
}

type Optional = Exclude<Member, { kind: 'fixed' }>;

export function required<T extends Optional>(member: T): T & { readonly required: true } {
  return { ...member, required: true };
}
