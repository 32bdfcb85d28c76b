// Ends with 0 when the server of this container is ready.
const port = process.env.PORT || '8080'
try {
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(2500) })
  process.exit(answer.ok ? 0 : 1)
} catch {
  process.exit(1)
}
