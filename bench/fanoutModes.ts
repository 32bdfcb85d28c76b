import { createServer } from 'node:http'
import * as parser from '@liandong/shared/wire/parser'
import { Server } from 'socket.io'
import { WebSocketServer, type WebSocket } from 'ws'
import { FanoutAdapter, joinTracks, sendTracks } from '../server/src/gateway/fanout'
import { BINARY, wsFrame } from '../server/src/gateway/wsFrame'

export const MODES = ['ours', 'raw-ws', 'socketio-binary'] as const
export type Mode = (typeof MODES)[number]

/** A way to get one frame to everyone in a group. Viewers name their group in the URL (`?group=3`). */
export interface Fanout {
  http: ReturnType<typeof createServer>
  send(group: number, bytes: Uint8Array): void
}

const groupOf = (url: string | undefined) => Number(new URLSearchParams(url?.split('?')[1] ?? '').get('group') ?? 0)

/** Raw `ws`, one frame made ahead for all: what it costs at least with this library. */
function rawWs(): Fanout {
  const http = createServer()
  const members = new Map<number, Set<WebSocket>>()
  new WebSocketServer({ server: http, perMessageDeflate: false }).on('connection', (ws, req) => {
    const group = groupOf(req.url)
    const room = members.get(group) ?? new Set()
    members.set(group, room.add(ws))
    ws.on('close', () => room.delete(ws))
  })
  return {
    http,
    send(group, bytes) {
      const frame = [wsFrame(bytes, BINARY)]
      // ws's own way for a frame made ahead (websockets/ws#617).
      for (const ws of members.get(group) ?? []) (ws as unknown as { _sender: { sendFrame(list: Buffer[]): void } })._sender.sendFrame(frame)
    },
  }
}

/** Socket.IO as installed: default parser and adapter, a Buffer as the event's argument. */
function socketioBinary(): Fanout {
  const http = createServer()
  const io = new Server(http, { path: '/live', transports: ['websocket'], perMessageDeflate: false, serveClient: false })
  io.on('connection', (s) => void s.join(`group:${groupOf(s.request.url)}`))
  return { http, send: (group, bytes) => void io.to(`group:${group}`).emit('tracks', Buffer.from(bytes)) }
}

/** The product's wire: its parser, its adapter, its way of sending. */
function ours(): Fanout {
  const http = createServer()
  const io = new Server(http, { path: '/live', transports: ['websocket'], parser, perMessageDeflate: false, serveClient: false, adapter: FanoutAdapter })
  io.on('connection', (s) => joinTracks(s, String(groupOf(s.request.url)), () => null))
  return { http, send: (group, bytes) => sendTracks(io, String(group), bytes, () => null) }
}

export const openMode = (mode: Mode): Fanout => ({ 'ours': ours, 'raw-ws': rawWs, 'socketio-binary': socketioBinary })[mode]()
