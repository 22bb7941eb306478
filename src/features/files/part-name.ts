import type { IncomingMessage } from 'node:http'

const MOST = 16_384
const END = Buffer.from('\r\n\r\n')

/**
 * The name in `filename*` of the first part (RFC 5987), which comes before `filename` wherever it stands (RFC 6266 §4.3);
 * the parser of the body gives whichever stands last. Looks at the bytes as they pass to the parser and takes none away:
 * to be called right after the parser was attached.
 */
export function extendedNameIn(body: IncomingMessage): () => string | undefined {
  let head: Buffer = Buffer.alloc(0)
  const look = (chunk: Buffer) => {
    head = Buffer.concat([head, chunk.subarray(0, MOST - head.length)])
    if (head.length >= MOST || head.includes(END)) body.off('data', look)
  }
  body.on('data', look)
  return () => {
    body.off('data', look)
    return extendedName(head.subarray(0, head.indexOf(END)).toString('latin1'))
  }
}

/**
 * Pure: the decoded value of `filename*`; where that cannot be read (`%ZZ`, another charset) the plain `filename` beside it,
 * as if it were not there (RFC 6266 §4.3), and no name where there is none. Undefined where there is no `filename*`.
 */
export function extendedName(head: string): string | undefined {
  const [, disposition = ''] = /^content-disposition:(.*(?:\r\n[ \t].*)*)$/im.exec(head) ?? []
  // A quoted filename may hold what looks like another parameter.
  const bare = disposition.replace(/"(?:[^"\\]|\\.)*"/g, '""')
  const [, said] = /;\s*filename\*\s*=\s*([^\s;]*)/i.exec(bare) ?? []
  if (said === undefined) return undefined
  return decoded(said) ?? plainName(disposition)
}

function decoded(said: string): string | undefined {
  const [, charset = '', value = ''] = /^([\w-]+)'[^']*'(.*)$/.exec(said) ?? []
  if (charset.toLowerCase() !== 'utf-8') return undefined
  try {
    return decodeURIComponent(value) || undefined
  } catch {
    return undefined
  }
}

/** As browsers send it: quoted, in UTF-8. */
function plainName(disposition: string): string {
  const [, quoted, token = ''] =
    /;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;]+))/i.exec(disposition) ?? []
  const name = quoted === undefined ? token : quoted.replaceAll(/\\(.)/g, '$1')
  return Buffer.from(name, 'latin1').toString('utf8')
}
