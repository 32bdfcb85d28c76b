// Ends with 0 when the server of this container is ready.
// The inner listener: it speaks plain HTTP whatever the other does.
const port = process.env.INNER_PORT || '9465'
try {
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(2500) })
  process.exit(answer.ok ? 0 : 1)
} catch {
  process.exit(1)
}
