// Development: the server restarts when its sources change, the client is served by vite, which passes calls on to the server.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ROOT, say } from './boot/say.mjs'

const port = process.env.PORT || '8080'
const env = { ...process.env, NODE_ENV: 'development' }
// Groups of their own and no keyboard: Ctrl-C reaches only us and is passed on once. A second signal would make tsx kill the
// server before it has stopped its database.
const options = { env, detached: true, stdio: ['ignore', 'inherit', 'inherit'] }
const children = [
  spawn(process.execPath, [join(ROOT, 'node_modules/tsx/dist/cli.mjs'), 'watch', '--clear-screen=false', 'server/src/main.ts'], { ...options, cwd: ROOT }),
  spawn(process.execPath, [join(ROOT, 'client/node_modules/vite/bin/vite.js')], { ...options, cwd: join(ROOT, 'client') }),
]
say(`server at http://localhost:${port}; open the address that vite prints below`)

let ending = false
const end = () => {
  if (ending) return
  ending = true
  for (const child of children) child.kill('SIGTERM')
}
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, end)
let left = children.length
for (const child of children) {
  child.on('exit', (code) => {
    // One without the other is of no use.
    end()
    process.exitCode ||= code ?? 0
    left -= 1
    if (left === 0) process.exit()
  })
}
