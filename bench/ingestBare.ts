import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The least a position door can be: Node's HTTP server that parses the same bodies (or queries) and counts what is in them. */
const server = createServer((req, res) => {
  const answer = (accepted: number) => {
    const body = JSON.stringify({ accepted, quarantined: {} })
    res.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': body.length }).end(body)
  }
  if (req.method === 'GET') return answer(new URLSearchParams(req.url!.split('?')[1]).has('lat') ? 1 : 0)
  let text = ''
  req.setEncoding('utf8')
  req.on('data', (chunk: string) => (text += chunk))
  req.on('end', () => answer((JSON.parse(text) as { positions: unknown[] }).positions.length))
})
server.listen(0, '127.0.0.1', () => process.send!({ port: (server.address() as AddressInfo).port }))
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send!({ cpuS: (user + system) / 1e6 })
})
process.on('disconnect', () => process.exit(0))
