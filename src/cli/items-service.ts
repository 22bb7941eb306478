import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { createClient } from '../../client/index.js'
import type { Config } from '../config.js'
import { signDevToken } from '../http/dev-issuer.js'
import type { Language } from '../shared/text.js'
import type { CatalogueDoor, Refused } from './items-door.js'

export interface ServiceOptions {
  url: string
  token?: string
  language?: Language
}

/** The catalogue through a running service, as `cataloguer`: with the given token, or one of the development issuer. */
export function openService(config: Config, { url, token, language = 'zh' }: ServiceOptions): CatalogueDoor {
  const signed = async () => {
    if (token !== undefined) return token
    if (config.production) throw new Error('--token: an access token of your OIDC provider is needed')
    return signDevToken(config.dataDir, { role: 'cataloguer' })
  }
  const client = createClient({ url, token: signed })
  const headers = { 'accept-language': language }

  /** Bodies that are streams go past the typed client, which knows JSON only. */
  const stream = async (path: string, init: object = {}): Promise<Response> => {
    const { method = 'GET', ...more } = init as { method?: string }
    const response = await fetch(new URL(path, url), {
      method,
      ...more,
      headers: {
        ...headers,
        authorization: `Bearer ${await signed()}`,
        'content-type': 'application/x-ndjson',
      },
    })
    if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`)
    return response
  }

  return {
    async begin(lines, kind, mode) {
      const response = await stream(`/v1/catalogue/imports?${new URLSearchParams({ kind, mode })}`, {
        method: 'POST',
        body: Readable.toWeb(lines),
        duplex: 'half',
      })
      return ((await response.json()) as { importId: string }).importId
    },
    async read(importId) {
      const answer = await client.GET('/v1/catalogue/imports/{importId}', { params: { path: { importId } } })
      if (answer.data === undefined) throw new Error(JSON.stringify(answer.error))
      return answer.data
    },
    async *refused(importId): AsyncGenerator<Refused> {
      for (let cursor: string | undefined, isFirst = true; isFirst || cursor !== undefined; isFirst = false) {
        const query = { limit: 100, ...(cursor === undefined ? {} : { cursor }) }
        const params = { path: { importId }, query }
        const answer = await client.GET('/v1/catalogue/imports/{importId}/findings', { params, headers })
        if (answer.data === undefined) throw new Error(JSON.stringify(answer.error))
        yield* answer.data.data
        cursor = answer.data.nextCursor
      }
    },
    async export(kind, query) {
      const form = kind === 'items' ? 'entries' : kind
      const { body } = await stream(`/v1/catalogue/export?${new URLSearchParams({ form, ...query })}`)
      return Readable.fromWeb((body ?? new Blob([]).stream()) as ReadableStream)
    },
    async close() {},
  }
}
