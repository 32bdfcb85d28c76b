/** Seals what must not be readable in the database. `context` is bound into it: a sealed text moved to another row doesn't open. */
export interface Cipher {
  seal(text: string, context: string): string
  /** Throws for a text that was changed, moved or sealed with a key nobody has any more. */
  open(sealed: string, context: string): string
}
