import { type Asked, type Failure, filled } from './register-answer.js'
import type { RegisterDocument } from './register-schemas.js'

/** Where a register is and by what it knows us: settings, never data. */
export interface Connection {
  url: string
  secret?: string | undefined
}

export type Said = { json: unknown } | { nobody: true } | { failure: Failure; isRegisters: boolean }

/** No answer about one person is as large. */
const LARGEST_ANSWER = 256 * 1024

/**
 * Sends one question (HTTP). Only to the configured address and what stands below it: data names no host, and a redirect
 * is an answer that is not followed. Never throws; no more than so many bytes and so long.
 */
export async function askRegister(
  { url, secret }: Connection,
  { request, answer, timeoutMs }: RegisterDocument,
  asked: Asked,
): Promise<Said> {
  const address = addressOf(url, request, asked)
  if (address === undefined) return failed('notConnected', false)
  const { method, body, header = 'authorization', scheme = 'Bearer' } = request
  const signal = AbortSignal.timeout(timeoutMs)
  try {
    const response = await fetch(address, {
      method,
      redirect: 'manual',
      signal,
      headers: {
        accept: 'application/json',
        'accept-encoding': 'identity',
        ...(secret === undefined ? {} : { [header]: `${scheme} ${secret}`.trim() }),
        ...(method === 'GET' ? {} : { 'content-type': 'application/json' }),
      },
      ...(method === 'GET' ? {} : { body: JSON.stringify(filled(body ?? {}, asked)) }),
    })
    const { status } = response
    if (status >= 300 && status < 400) return letGo(response, failed('redirect', true))
    if (status === answer.notFoundStatus) return letGo(response, { nobody: true })
    if (!response.ok) return letGo(response, failed('status', status >= 500 || status === 429))
    const text = await textOf(response)
    return text === undefined ? failed('tooLarge', true) : readJson(text)
  } catch {
    return failed(signal.aborted ? 'timeout' : 'unreachable', true)
  }
}

const failed = (failure: Failure, isRegisters: boolean): Said => ({ failure, isRegisters })

async function letGo(response: Response, said: Said): Promise<Said> {
  await response.body?.cancel().catch(() => {})
  return said
}

/** The address of a question; undefined where it would lead away from the configured one. */
export function addressOf(
  base: string,
  { path, query = {} }: RegisterDocument['request'],
  asked: Asked,
): URL | undefined {
  const root = new URL(base)
  const below = root.pathname.replace(/\/+$/, '')
  const address = new URL(root)
  address.pathname = `${below}${path}`
  if (address.origin !== root.origin || address.pathname !== `${below}${path}`) return undefined
  for (const [name, template] of Object.entries(query))
    address.searchParams.set(name, String(filled(template, asked)))
  return address
}

/** The text of an answer, read no further than it may go; undefined where it is too large. */
async function textOf(response: Response): Promise<string | undefined> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response.body ?? []) {
    size += part.byteLength
    if (size > LARGEST_ANSWER) return undefined
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

function readJson(text: string): Said {
  try {
    return { json: JSON.parse(text) }
  } catch {
    return failed('unreadable', true)
  }
}
