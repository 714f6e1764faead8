/** Exit codes as in sysexits.h, so that systemd units and scripts can tell what kind of trouble it was. */
export const exitCodes = {
  ok: 0,
  /** For scripts: not a failure of the command, but the answer no. */
  no: 1,
  usage: 64,
  noInput: 66,
  unavailable: 69,
  software: 70,
  cannotCreate: 73,
  temporary: 75,
  noPermission: 77,
  config: 78,
} as const;

/** A command that ends with something to tell: the message is for people, the code for scripts. */
export class CommandError extends Error {
  readonly exitCode: number;

  constructor(exitCode: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CommandError';
    this.exitCode = exitCode;
  }
}
