import assert from 'node:assert/strict'
import type { RequestBody, Schema, YichuangClient } from '../../client/index.js'
import type { Role } from '../shared/roles.js'

/** Clients of the service, each signed in as somebody. */
export interface People {
  anyone: YichuangClient
  as(role: Role, subject?: string): YichuangClient
}

export const say = (line: string) => process.stdout.write(`${line}\n`)
export const step = (line: string) => say(`  ✓ ${line}`)

interface Answer<D> {
  data?: D
  error?: unknown
  response: Response
}

/** The body of an answer that must be a success. */
export function ok<D>({ data, error, response }: Answer<D>): D {
  assert.ok(data !== undefined, `${response.url} answered ${response.status}: ${JSON.stringify(error)}`)
  return data
}

/** The problem of an answer that must be refused with this status. */
export function refused({ error, response }: Answer<unknown>, status: number): Schema<'Problem'> {
  assert.equal(response.status, status, `${response.url}: ${JSON.stringify(error)}`)
  return error as Schema<'Problem'>
}

/** A member that the story needs. */
export function there<T>(value: T | undefined, what: string): T {
  assert.ok(value !== undefined, `${what} is missing`)
  return value
}

/** Finds the first item for a word, and a window that may do this with it. */
export async function findItem({ anyone }: People, word: string, level: 'decides' | 'accepts') {
  const [item] = ok(await anyone.GET('/v1/items', { params: { query: { q: word } } })).data
  const [centre] = ok(await anyone.GET('/v1/centres')).data
  const { itemCode, name, typeTitle } = there(item, `an item for ${word}`)
  const path = { id: there(centre, 'a centre').id }
  const windows = ok(await anyone.GET('/v1/centres/{id}/windows', { params: { path } })).data
  const window = there(
    windows.find(({ authority }) =>
      authority.some((each) => each.itemCode === itemCode && each.level === level),
    ),
    `a window that ${level} ${name}`,
  )
  step(`检索“${word}” → ${name}（${typeTitle}），窗口：${window.name} ${level}`)
  return { itemCode, windowId: window.id }
}

/** Every case needs a key of its own, so that a repeated request is no second case. */
export const create = (clerk: YichuangClient, body: RequestBody<'createCase'>) =>
  clerk.POST('/v1/cases', { params: { header: { 'idempotency-key': crypto.randomUUID() } }, body })

/** A case as it was last seen, with the ETag under which it was. */
export interface Seen {
  etag: string
  body: Schema<'Case'>
}

export const seen = (answer: Answer<Schema<'Case'>>): Seen => ({
  body: ok(answer),
  etag: answer.response.headers.get('etag') ?? '',
})

/** Does an action on the case as it was last seen; it must lead to this status. */
export async function act(
  who: YichuangClient,
  last: Seen,
  command: RequestBody<'transitionCase'>,
  status: Schema<'Case'>['status'],
): Promise<Seen> {
  const after = seen(await attempt(who, last, command))
  assert.equal(after.body.status, status)
  return after
}

export const attempt = (who: YichuangClient, { etag, body }: Seen, command: RequestBody<'transitionCase'>) =>
  who.POST('/v1/cases/{caseNo}/transitions', {
    params: { path: { caseNo: body.caseNo }, header: { 'if-match': etag } },
    body: command,
  })
