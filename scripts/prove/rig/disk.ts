import { spawnSync } from 'node:child_process'
import { chmodSync, closeSync, copyFileSync, ftruncateSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, readlinkSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { isAlive, signal, until } from '../../../server/src/platform/processes'

/** Folders carry their process id, so that a later run can clear away what a killed one left. */
const PREFIX = 'liandong-disk-'
const MB = 1_048_576

const run = (program: string, ...args: string[]) => {
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${error?.message ?? stderr.trim()}`)
}

/** Processes that stand anywhere under a folder or have their data there. On a disk of ours there are only our own. */
function processesUnder(folder: string): number[] {
  return readdirSync('/proc').filter((n) => /^\d+$/.test(n)).map(Number).filter((pid) => {
    try {
      return `${readlinkSync(`/proc/${pid}/cwd`)}/`.startsWith(`${folder}/`) || readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`DATA_DIR=${folder}/`)
    } catch {
      return false
    }
  })
}

/**
 * A disk of its own: an ext4 image on a loop mount. What is written and not synced is in the kernel's memory only, so a copy of
 * the image is what a power cut would leave.
 */
export class Disk {
  private static readonly open = new Set<Disk>()
  readonly folder: string
  /** Where it is mounted. */
  readonly path: string
  private readonly image: string
  private mounted = false

  private constructor() {
    this.folder = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`))
    chmodSync(this.folder, 0o755)
    this.path = join(this.folder, 'disk')
    this.image = join(this.folder, 'disk.img')
    mkdirSync(this.path)
  }

  /** Makes and mounts an empty disk of so many MB. */
  static make(mb: number): Disk {
    const disk = new Disk()
    Disk.open.add(disk)
    const fd = openSync(disk.image, 'w')
    ftruncateSync(fd, mb * MB)
    closeSync(fd)
    // Nothing written behind our back later, no room kept for root.
    run('mkfs.ext4', '-qF', '-m', '0', '-E', 'lazy_itable_init=0,lazy_journal_init=0', disk.image)
    disk.mount()
    chmodSync(disk.path, 0o755)
    return disk
  }

  private mount(): void {
    run('mount', '-o', 'loop,commit=5', this.image, this.path)
    this.mounted = true
  }

  /** Bytes free for anybody. */
  free(): number {
    const s = statfsSync(this.path)
    return s.bavail * s.bsize
  }

  /** Writes a file until so many bytes are free, at most; 0 leaves nothing. */
  fill(name: string, leave = 0): void {
    const size = this.free() - leave
    if (size > 0) writeFileSync(join(this.path, name), Buffer.alloc(1), { flag: 'a' })
    if (size > 0) spawnSync('fallocate', ['-l', String(size), join(this.path, name)])
    if (leave > 0) return
    // What was too little for whole extents goes block by block.
    spawnSync('dd', ['if=/dev/zero', `of=${join(this.path, name)}.rest`, 'bs=4096', 'conv=notrunc'], { stdio: 'ignore' })
  }

  empty(name: string): void {
    for (const n of [name, `${name}.rest`]) rmSync(join(this.path, n), { force: true })
  }

  /** Writes and requests under way of the loop device, which tell whether the kernel wrote to the image meanwhile. */
  private traffic(): string {
    const device = readFileSync('/proc/mounts', 'utf8').split('\n').map((l) => l.split(' ')).find((l) => l[1] === this.path)?.[0]
    if (!device) throw new Error(`${this.path} is not mounted`)
    const fields = readFileSync(`/sys/block/${basename(device)}/stat`, 'utf8').trim().split(/\s+/)
    return `${fields[4]} ${fields[8]}`
  }

  /** Takes the image as it is at one instant: what would be there had the power gone. Whoever writes must stand still meanwhile. */
  async snapshot(): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      const before = this.traffic()
      run('cp', '--sparse=always', this.image, `${this.image}.cut`)
      // The kernel's own writing would mix two instants: then a later instant is taken.
      if (before === this.traffic() && before.endsWith(' 0')) return
      if (attempt > 20) throw new Error('the disk never stands still')
      await pause(200)
    }
  }

  /** Puts the snapshot in the disk's place: ext4 replays its journal as after a power cut. Nobody may stand on the disk. */
  async replace(): Promise<void> {
    await this.unmount()
    copyFileSync(`${this.image}.cut`, this.image)
    rmSync(`${this.image}.cut`)
    this.mount()
  }

  private async unmount(): Promise<void> {
    if (!this.mounted) return
    for (let left = 50; ; left--) {
      const { status, stderr } = spawnSync('umount', [this.path], { encoding: 'utf8' })
      if (status === 0) break
      if (left === 0) throw new Error(`umount ${this.path}: ${stderr}`)
      await pause(100)
    }
    this.mounted = false
  }

  /** Ends whoever still stands on it and removes it. */
  async remove(): Promise<void> {
    for (const pid of processesUnder(this.path)) signal(pid, 'SIGKILL')
    await until(() => processesUnder(this.path).length === 0, 5000)
    await this.unmount()
    Disk.open.delete(this)
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** The same for all, at once, when the process ends however it does. */
  static clear(): void {
    for (const disk of Disk.open) clearFolder(disk.folder)
    Disk.open.clear()
  }

  /** Clears away what killed runs left. */
  static sweep(): void {
    for (const name of readdirSync(tmpdir()).filter((n) => n.startsWith(PREFIX))) {
      const pid = Number(name.slice(PREFIX.length).split('-')[0])
      if (Number.isInteger(pid) && !isAlive(pid)) clearFolder(join(tmpdir(), name))
    }
  }
}

function clearFolder(folder: string): void {
  const path = join(folder, 'disk')
  for (const pid of processesUnder(path)) signal(pid, 'SIGKILL')
  // Lazily, if somebody is still on his way out: the mount goes with him, and its loop device with it.
  if (readFileSync('/proc/mounts', 'utf8').includes(` ${path} `)) spawnSync('umount', ['-l', path])
  rmSync(folder, { recursive: true, force: true })
}

process.once('exit', () => Disk.clear())
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => {
    Disk.clear()
    process.kill(process.pid, name)
  })
}

/**
 * Whether disks can be mounted here, which takes root and a kernel that lets it. Says loudly when not; a program that is missing
 * is a failure where CI demands everything, a right that is missing can't be installed.
 */
export function mountsHere(): boolean {
  const why = whyNoMounts()
  if (why === null) return true
  console.log(`NO MOUNTS HERE (${why}): what a power cut and a full disk do is NOT PROVED on this machine. Run as root where loop mounts are allowed.`)
  return false
}

function whyNoMounts(): string | null {
  if (process.platform !== 'linux') return `${process.platform} has no loop mounts`
  if (process.getuid?.() !== 0) return 'not root'
  if (spawnSync('mkfs.ext4', ['-V']).status !== 0) {
    if (process.env.CI === 'true') throw new Error('mkfs.ext4 is not installed, and CI leaves nothing out')
    return 'mkfs.ext4 is not installed'
  }
  Disk.sweep()
  const folder = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`))
  try {
    const image = join(folder, 'try.img')
    mkdirSync(join(folder, 'disk'))
    writeFileSync(image, Buffer.alloc(4 * MB))
    run('mkfs.ext4', '-qF', image)
    run('mount', '-o', 'loop', image, join(folder, 'disk'))
    return null
  } catch (e) {
    return (e as Error).message
  } finally {
    clearFolder(folder)
  }
}
