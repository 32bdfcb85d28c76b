/** Something outside the code keeps the server from starting. The message is one sentence with its cure; no stack is needed. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart'
  /** Tells whoever prints it that the message alone is enough. */
  readonly plain = true
}
