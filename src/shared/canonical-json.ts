import { createHash } from 'node:crypto'

/**
 * Canonical JSON text (RFC 8785): members sorted by UTF-16 code units, no white space, numbers as ECMAScript writes
 * them. Members that are undefined are left out.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((member) => canonicalJson(member ?? null)).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`)
  return `{${members.join(',')}}`
}

export function sha256(data: string | Buffer): Buffer {
  return createHash('sha256').update(data).digest()
}
