import { hash } from 'node:crypto'
import { remembered } from './remembered.js'

/**
 * Canonical JSON text (RFC 8785): members sorted by UTF-16 code units, no white space, numbers as ECMAScript writes
 * them. Members that are undefined are left out.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  // Texts that grow: each ETag and each event passes here, and arrays of parts cost as much as the texts.
  let text = ''
  if (Array.isArray(value)) {
    for (const member of value) text += (text === '' ? '' : ',') + canonicalJson(member ?? null)
    return `[${text}]`
  }
  // Without a comparison of its own, sort compares UTF-16 code units.
  for (const name of Object.keys(value).sort()) {
    const member = (value as Record<string, unknown>)[name]
    if (member !== undefined) text += (text === '' ? '' : ',') + quoted(name) + canonicalJson(member)
  }
  return `{${text}}`
}

/** The same few hundred names come again and again; long ones are a caller's own, and not kept. */
const quoted = (name: string): string => (name.length > LONGEST ? quotedName(name) : shortName(name))
const quotedName = (name: string): string => `${JSON.stringify(name)}:`
const shortName = remembered(quotedName)
const LONGEST = 40

export function sha256(data: string | Buffer): Buffer {
  return hash('sha256', data, 'buffer')
}
