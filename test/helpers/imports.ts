import type { ItemDocument } from '../../src/features/catalogue/item-document.js'
import { createImporter } from '../../src/features/transfer/import-jobs.js'
import { COUNTY_MARKET } from '../../src/shared/sample-codes.js'
import type { Answer, TestApp } from './app.js'
import { foodBusinessLicence } from './sample.js'

/** An item of the county's market regulation that no sample and no directory has; each number another. */
export function numbered(number: number, changes: Partial<ItemDocument> = {}): ItemDocument {
  const basicCode = `5101${String(60_000 + number).padStart(5, '0')}001`
  const itemCode = `${COUNTY_MARKET}4${basicCode}`
  return { ...foodBusinessLicence, itemCode, basicCode, name: `导入事项${number}`, ...changes }
}

/** A line with one version. */
export const lineOf = (document: object, more: object = {}, version: object = {}): string =>
  JSON.stringify({ ...more, versions: [{ version: 1, effectiveFrom: '2026-01-01', document, ...version }] })

interface Sending {
  token?: string
  mode?: 'all' | 'valid'
  kind?: 'items' | 'directory'
  headers?: Record<string, string>
}

/** Uploads lines; gives the first answer. */
export async function upload(
  app: TestApp,
  body: string | Buffer,
  { token, mode, kind, headers = {} }: Sending = {},
): Promise<Answer> {
  const query = new URLSearchParams(JSON.parse(JSON.stringify({ mode, kind })))
  return app.request('POST', `/v1/catalogue/imports${query.size === 0 ? '' : `?${query}`}`, {
    token: token ?? (await app.token('cataloguer')),
    headers: { 'content-type': 'application/x-ndjson', ...headers },
    body,
  })
}

/** Works off what was uploaded, as the service's worker does. */
export const work = ({ deps }: TestApp): Promise<void> => createImporter(deps).drain()

/** Uploads, works, and gives the import as it then is, with its refused lines. */
export async function importLines(app: TestApp, lines: (string | object)[] | string, sending: Sending = {}) {
  const text =
    typeof lines === 'string'
      ? lines
      : lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('')
  const answer = await upload(app, text, sending)
  if (answer.status !== 202) throw new Error(answer.text)
  await work(app)
  const token = sending.token ?? (await app.token('cataloguer'))
  const path = `/v1/catalogue/imports/${answer.body.importId}`
  const result = await app.request('GET', path, { token })
  const findings = await app.request('GET', `${path}/findings?limit=100`, { token })
  return { ...result.body, findings: findings.body.data }
}

export async function exported(app: TestApp, query = ''): Promise<string> {
  const answer = await app.request('GET', `/v1/catalogue/export${query}`, {
    token: await app.token('cataloguer'),
  })
  if (answer.status !== 200) throw new Error(answer.text)
  return answer.text
}
