import { StoreError } from '../../sqlite/database.ts';

/** A segment that holds other bytes than were written. It is that shard's trouble: the others go on. */
export class DamagedError extends StoreError {}
