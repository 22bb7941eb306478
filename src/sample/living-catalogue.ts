import * as codes from '../shared/sample-codes.js'
import { isThere, keyOf, type Send } from './send.js'

/** What a window asks for, an import that was looked at, and a version that comes into force one day. */
export async function bringCatalogue(send: Send): Promise<void> {
  await bringRequests(send)
  await bringImports(send)
  await bringPlannedVersion(send)
  await bringDraft(send)
}

interface WindowBody {
  authority: { itemCode: string; level: string }[]
  requested?: { itemCode: string }[]
}

async function bringRequests(send: Send): Promise<void> {
  const path = `/v1/windows/${codes.GENERAL_WINDOW_ID}`
  const { body } = await send({ role: 'manager', method: 'GET', path })
  const { authority, requested = [] } = body as unknown as WindowBody
  const asked = [
    { itemCode: codes.ASKED_ITEM_CODE, level: 'accepts' },
    { itemCode: codes.UNWANTED_ITEM_CODE, level: 'decides' },
  ]
  if (requested.some(({ itemCode }) => itemCode === codes.UNWANTED_ITEM_CODE)) return
  const others = authority.filter(({ itemCode }) => asked.every((each) => each.itemCode !== itemCode))
  await send({
    role: 'manager',
    organisation: codes.TOWN_GOVERNMENT,
    method: 'PUT',
    path: `${path}/authority`,
    headers: { 'if-match': '*' },
    body: { authority: [...others.map(({ itemCode, level }) => ({ itemCode, level })), ...asked] },
  })
}

/** Without a key: under one, an upload that comes again would meet the number of its own first time. */
async function bringImports(send: Send): Promise<void> {
  const uploads = [
    ['cataloguer', '/v1/catalogue/imports', '?mode=preview', '{}\n'],
    [
      'operator',
      '/v1/imports',
      '?kind=divisions&mode=preview',
      '{"code":"511102999","parent":"511102","name":"示例镇"}\n',
    ],
  ] as const
  for (const [index, [role, address, query, body]] of uploads.entries()) {
    const importId = codes.exampleId(index + 1)
    if (await isThere(send, role, `${address}/${importId}`)) continue
    await send({
      role,
      path: address + query,
      body,
      headers: { 'content-type': 'application/x-ndjson' },
      known: { ids: [importId] },
    })
  }
}

/** As far ahead as anybody may plan, so that the version stays one that is to come. */
const YEARS_AHEAD = 9

async function bringPlannedVersion(send: Send): Promise<void> {
  const item = `/v1/items/${codes.SCHEDULED_ITEM_CODE}`
  const { body: versions } = await send({ role: 'cataloguer', method: 'GET', path: `${item}/versions` })
  const { data } = versions as unknown as { data: { state: string; publishedAt: string }[] }
  // Published, and its draft is gone: another would be left over.
  if (data.some(({ state }) => state === 'SCHEDULED')) return
  const [newest] = data
  const year = Number(newest?.publishedAt.slice(0, 4)) + YEARS_AHEAD
  const { body: draft } = await send({ role: 'cataloguer', method: 'GET', path: `${item}/draft` })
  await putDraft(send, item, draft)
  await send({
    role: 'cataloguer',
    path: `${item}/draft/publish`,
    body: { effectiveFrom: `${year}-01-01` },
    headers: keyOf('publish'),
  })
}

/** An item of the sample has a draft (草稿), to be read, checked, published and deleted. */
async function bringDraft(send: Send): Promise<void> {
  const item = `/v1/items/${codes.UNWANTED_ITEM_CODE}`
  const { body } = await send({ role: 'cataloguer', method: 'GET', path: `${item}/draft` })
  if (body.revision === 1) await putDraft(send, item, body)
}

const putDraft = (send: Send, item: string, draft: Record<string, unknown>) =>
  send({
    role: 'cataloguer',
    method: 'PUT',
    path: `${item}/draft`,
    headers: { 'if-match': '*' },
    body: (draft.document ?? draft) as object,
  })
