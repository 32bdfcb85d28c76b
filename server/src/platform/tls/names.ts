import { hostname, networkInterfaces } from 'node:os'
import { BlockList, isIP } from 'node:net'

/** Names by which this machine is always reached from itself. */
export const LOOPBACK_NAMES: readonly string[] = ['localhost', '127.0.0.1', '::1']

/** Addresses no internet has; whoever sits in one of these networks is a neighbour. The authority may always speak for them. */
export const PRIVATE_NETWORKS: readonly string[] = ['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16', '100.64.0.0/10', '::1/128', 'fc00::/7']

/** Endings that nobody can register: a name under one belongs to the network it is asked in. */
export const PRIVATE_ENDINGS: readonly string[] = ['local', 'lan', 'internal', 'home.arpa']

/** A name or address as certificates and browsers write it: lower case, no dot at the end, no brackets. */
export const plainName = (name: string): string => name.trim().toLowerCase().replace(/^\[|\]$/g, '').replace(/\.$/, '')

/**
 * What this machine is called and reached by: its name and its addresses on real interfaces. Addresses that only hold on one
 * link (fe80::) are left out, because no browser can open them.
 */
export function machineNames(): string[] {
  const addresses = Object.values(networkInterfaces()).flat().filter((a) => a && !a.internal && !/^fe80:/i.test(a.address)).map((a) => a!.address)
  return [...new Set([hostname(), ...addresses].map(plainName).filter((n) => n !== ''))]
}

/** A list of addresses and networks (`10.0.0.0/8`, `::1`) that can be asked. Throws what `BlockList` throws at a wrong one. */
export function networks(list: readonly string[]): BlockList {
  const out = new BlockList()
  for (const entry of list) {
    const [address = '', bits] = entry.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (bits === undefined) out.addAddress(address, family)
    else out.addSubnet(address, Number(bits), family)
  }
  return out
}

/** Whether an address lies in one of them. Answers no for what is no address. */
export function liesIn(list: BlockList, address: string): boolean {
  const family = isIP(address)
  return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4')
}
