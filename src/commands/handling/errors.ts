/** `If-Match` names another revision than the stream's; -1 when the stream does not exist. */
export class RevisionMismatch extends Error {
  override name = 'RevisionMismatch';
  readonly actual: number;
  constructor(stream: string, expected: number | 'any', actual: number) {
    super(`${stream} is at revision ${actual}, expected ${expected}`);
    this.actual = actual;
  }
}

/** The Idempotency-Key was used by the same actor for another command, or for the same one with another body. */
export class IdempotencyKeyReused extends Error {
  override name = 'IdempotencyKeyReused';
  constructor() {
    super('this Idempotency-Key was used for a different command');
  }
}
