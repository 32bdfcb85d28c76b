/** What `plantBug.mjs` plants, by the door it is in. The fuzz must turn red at each of them. */
export const BUGS: Record<string, string> = {
  '/api/days': 'a handler that throws for some values',
  '/demo/clock': 'a door that hangs for some values',
  '/api/incidents/:id/file': 'a refusal that shows the database\'s own words',
  '/api/district': 'an answer of another shape than declared',
  '/api/statistics/phases': 'a door that takes what its schema refuses',
  '/api/openapi.json': 'a door that answers before it asks who is there',
  '/api/backdoor': 'a route nobody told the fuzz about',
}
