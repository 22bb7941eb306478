/** The version of the protocol that is spoken here (tus.io/protocols/resumable-upload). */
export const TUS = '1.0.0'
export const EXTENSIONS = 'creation,termination,expiration'

const MOST = 2000

/**
 * What `Upload-Metadata` says of the file: pairs of a key and a value in base64, comma-separated; undefined where that is
 * not so. `filename` and `filetype` count, as clients send them; others are left alone.
 */
export function metadataOf(header: string): { name: string; declared: string } | undefined {
  if (header.length > MOST) return undefined
  const values = new Map<string, string>()
  for (const pair of header.split(',').filter((each) => each.trim() !== '')) {
    const [key = '', value = '', ...more] = pair.trim().split(' ')
    if (key === '' || more.length > 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(value)) return undefined
    values.set(key.toLowerCase(), Buffer.from(value, 'base64').toString('utf8'))
  }
  const clean = (key: string) => (values.get(key) ?? '').replaceAll('\u0000', '').slice(0, 500)
  return {
    name: clean('filename') || clean('name'),
    declared: clean('filetype') || clean('type'),
  }
}

/** A whole number that can be counted with; undefined for anything else. */
export function countOf(header: string | undefined): number | undefined {
  const number = Number(header)
  return header !== undefined && /^\d{1,15}$/.test(header) ? number : undefined
}
