import { createHash } from 'node:crypto'

/**
 * Canonical JSON text (RFC 8785): members sorted by UTF-16 code units, no white space, numbers as ECMAScript writes
 * them. Members that are undefined are left out.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((member) => canonicalJson(member ?? null)).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  // One text that grows: each ETag and each event passes here, and arrays of pairs cost as much as the texts.
  let text = ''
  // Without a comparison of its own, sort compares UTF-16 code units.
  for (const name of Object.keys(value).sort()) {
    const member = (value as Record<string, unknown>)[name]
    if (member === undefined) continue
    text += `${text === '' ? '' : ','}${quoted(name)}:${canonicalJson(member)}`
  }
  return `{${text}}`
}

/** Nearly all names are plain words, that need no escape. */
const quoted = (name: string): string => (/^\w*$/.test(name) ? `"${name}"` : JSON.stringify(name))

export function sha256(data: string | Buffer): Buffer {
  return createHash('sha256').update(data).digest()
}
