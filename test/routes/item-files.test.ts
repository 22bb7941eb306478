import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readlinkSync } from 'node:fs'
import t from 'tap'
import type { ItemDocument } from '../../src/features/catalogue/item-document.js'
import { sweepFiles } from '../../src/features/files/file-sweep.js'
import { BLANK_FORM_ID, FILLED_SAMPLE_ID, LESHAN_ITEM_CODE } from '../../src/shared/sample-codes.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { withClient } from '../helpers/cluster.js'
import { png, upload } from '../helpers/files.js'
import { importLines, lineOf, numbered } from '../helpers/imports.js'
import { leshanHousingFund, placeSampleFiles, SAMPLE_FILES } from '../helpers/sample.js'
import { until } from '../helpers/service.js'

const ITEM = `/v1/items/${LESHAN_ITEM_CODE}`

const read = (app: TestApp, fileId: string, headers = {}) =>
  app.request('GET', `${ITEM}/files/${fileId}`, { headers })

/** The Leshan item with one more file, at its second material. */
const naming = (fileId: string): ItemDocument => ({
  ...leshanHousingFund,
  materials: leshanHousingFund.materials.map((material, index) =>
    index === 1 ? { ...material, filledSample: { fileId, name: '示例' } } : material,
  ),
})

async function putDraft(app: TestApp, document: ItemDocument, subject?: string) {
  const token = await app.token('cataloguer', subject === undefined ? {} : { subject })
  return app.request('PUT', `${ITEM}/draft`, { token, body: document, headers: { 'if-match': '*' } })
}

const publish = async (app: TestApp, body = {}) =>
  app.request('POST', `${ITEM}/draft/publish`, { token: await app.token('cataloguer'), body })

async function uploaded(
  app: TestApp,
  bytes = png(),
  role: 'cataloguer' | 'citizen' = 'cataloguer',
): Promise<string> {
  return (await upload(app, await app.token(role), [{ bytes }])).body.fileId
}

/** What this process has open of the stored files (Linux tells; elsewhere nothing is known). */
function heldOpen(app: TestApp): string[] {
  if (!existsSync('/proc/self/fd')) return []
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${fd}`)
      return path.startsWith(app.deps.config.filesDir) ? [path] : []
    } catch {
      return []
    }
  })
}

t.test('the sample: forms that anybody downloads, from guide and checklist', async (t) => {
  const app = await startTestApp(t)
  // As the service does it at its first start: as the owner, over a connection of its own.
  await withClient(app.database.ownerConfig, (owner) => placeSampleFiles(owner, app.deps.files))
  const guide = await app.request('GET', `${ITEM}/guide`)
  const [material] = guide.body.blocks[3].materials
  t.match(material, { blankForm: { fileId: BLANK_FORM_ID }, filledSample: { fileId: FILLED_SAMPLE_ID } })
  const body = { applicantType: 'natural', answers: { lender: 'fund', byAgent: false } }
  const checklist = await app.request('POST', `${ITEM}/checklist`, { body })
  t.match(checklist.body.materials[0], { blankForm: material.blankForm, filledSample: material.filledSample })
  const page = await app.request('GET', `${ITEM}/guide`, { headers: { accept: 'text/html' } })
  for (const { fileId, bytes } of SAMPLE_FILES) {
    t.match(page.text, `href="files/${fileId}"`)
    const answer = await app.app.inject({ url: `${ITEM}/files/${fileId}` })
    t.equal(answer.statusCode, 200)
    t.ok(answer.rawPayload.equals(bytes), 'the very bytes')
    t.match(answer.headers, {
      'content-type': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      'content-disposition': /^attachment; filename="file"; filename\*=UTF-8''%E4%B9%90/,
      'x-content-type-options': 'nosniff',
      etag: `"${createHash('sha256').update(bytes).digest('hex')}"`,
    })
    const known = await read(app, fileId, { 'if-none-match': String(answer.headers.etag) })
    t.same([known.status, known.text], [304, ''])
    t.equal((await read(app, fileId.toUpperCase())).status, 200, 'however the id is written')
  }
  await until('no file is held open, also after a 304', async () => heldOpen(app).length === 0)
  t.equal((await app.request('HEAD', material.blankForm.href)).status, 200)
})

t.test('a file is public from the publication that names it on, and no other item gives it', async (t) => {
  const app = await startTestApp(t)
  const bytes = png(Buffer.from('sample'))
  const fileId = await uploaded(app, bytes)
  t.equal((await read(app, fileId)).status, 404, 'named by nothing')
  t.equal((await putDraft(app, naming(fileId))).status, 200)
  t.equal((await read(app, fileId)).status, 404, 'a draft is nobody else’s business')
  const published = await publish(app)
  t.equal(published.status, 200, published.text)
  const answer = await app.app.inject({ url: `${ITEM}/files/${fileId}` })
  t.ok(answer.rawPayload.equals(bytes))
  const other = await app.request('GET', '/v1/items?q=食品经营')
  const elsewhere = `/v1/items/${other.body.data[0].itemCode}/files/${fileId}`
  t.equal((await app.request('GET', elsewhere)).status, 404)
  t.equal((await app.request('GET', `/v1/items/unknown/files/${fileId}`)).status, 404)
  t.equal((await read(app, 'not-a-uuid')).status, 400)
  t.equal((await read(app, '0195a7c2-6c00-7000-8000-00000000abcd')).status, 404)

  await putDraft(app, leshanHousingFund)
  t.equal((await publish(app)).status, 200)
  t.equal((await read(app, fileId)).status, 200, 'earlier versions are public, and so are their files')
})

t.test('nobody makes public what is not his', async (t) => {
  const app = await startTestApp(t)
  const scan = await uploaded(app, png(Buffer.from('identity card')), 'citizen')
  const refused = await putDraft(app, naming(scan))
  t.match(refused, {
    status: 422,
    body: { errors: [{ pointer: '/materials/1/filledSample/fileId', code: 'FILE_UNKNOWN' }] },
  })
  const unknown = await putDraft(app, naming('0195a7c2-6c00-7000-8000-00000000abcd'))
  t.equal(unknown.status, 422)

  const own = await uploaded(app, png(Buffer.from('own')))
  t.equal(
    (await putDraft(app, naming(own), 'colleague')).status,
    422,
    'a colleague’s, and not in the draft yet',
  )
  await app.setNow('2026-03-03T02:00:00.000000Z')
  t.equal((await putDraft(app, naming(own))).status, 422, 'older than a day')

  // As if it had come into the draft by another way: a version that names it does not yet make it public.
  await app.database.asOwner(
    `insert into item_versions (item_code, version, effective_from, document, published_at, published_by)
     values ($1, 99, '2026-01-01', $2, app_now(), 'test')`,
    [LESHAN_ITEM_CODE, JSON.stringify(naming(scan))],
  )
  t.equal((await read(app, scan)).status, 404)
})

t.test(
  'a colleague goes on with the draft; a published file may be named again, also by another item',
  async (t) => {
    const app = await startTestApp(t)
    const fileId = await uploaded(app)
    const changed = await putDraft(app, naming(fileId))
    t.equal(changed.status, 200, changed.text)
    t.equal(
      (await putDraft(app, { ...naming(fileId), remarks: '由同事修改' }, 'colleague')).status,
      200,
      'it is in the draft already',
    )
    const stays = await publish(app)
    t.equal(stays.status, 200, stays.text)
    const itemCode = leshanHousingFund.itemCode.replace('099001', '099002')
    const copy = { ...naming(fileId), itemCode, basicCode: itemCode.slice(19) }
    const created = await app.request('POST', '/v1/items', {
      token: await app.token('cataloguer', { subject: 'colleague' }),
      body: copy,
    })
    t.equal(created.status, 201, created.text)
  },
)

t.test('files of drafts and versions stay, those of a dropped draft go', async (t) => {
  const app = await startTestApp(t)
  const token = await app.token('cataloguer')
  const there = async (fileId: string) =>
    (await app.request('GET', `/v1/files/${fileId}`, { token })).status === 200
  const [published, drafted, dropped] = await Promise.all([
    uploaded(app, png(Buffer.from('published'))),
    uploaded(app, png(Buffer.from('drafted'))),
    uploaded(app, png(Buffer.from('dropped'))),
  ])
  await putDraft(app, naming(published))
  t.equal((await publish(app)).status, 200)
  await putDraft(app, naming(dropped))
  await putDraft(app, naming(drafted.toUpperCase()))
  await app.setNow('2026-03-09T01:00:00.000000Z')
  await sweepFiles(app.deps, { folders: 256 })
  t.same([await there(published), await there(drafted), await there(dropped)], [true, true, false])
  t.equal((await read(app, published)).status, 200)
  const late = await publish(app)
  t.equal(late.status, 200, late.text)
  t.equal((await read(app, drafted)).status, 200, 'a draft may take its time')
})

t.test('a draft whose file is gone is not published', async (t) => {
  const app = await startTestApp(t)
  const fileId = await uploaded(app)
  await putDraft(app, naming(fileId))
  await app.database.asOwner('delete from files where file_id = $1', [fileId])
  const finding = { pointer: '/materials/1/filledSample/fileId' }
  const checked = await app.request('POST', `${ITEM}/draft/check`, { token: await app.token('cataloguer') })
  t.match(
    checked.body.findings.filter(({ severity }: { severity: string }) => severity === 'error'),
    [{ rule: 'FILE_UNKNOWN', ...finding }],
  )
  t.match(await publish(app), { status: 422, body: { errors: [{ code: 'FILE_UNKNOWN', ...finding }] } })
})

t.test('the sweep finds the drafts that name a file by an index', async (t) => {
  const app = await startTestApp(t)
  const rows = await app.database.asOwner<{ 'QUERY PLAN': string }>(
    `explain select from item_drafts d where item_file_ids(d.document) @> array['x']`,
  )
  t.ok(rows.length > 0)
  const [index] = await app.database.asOwner<{ indexdef: string; indisvalid: boolean }>(
    `select pg_get_indexdef(indexrelid) as indexdef, indisvalid from pg_index where indexrelid = 'item_drafts_files'::regclass`,
  )
  t.match(index, { indexdef: /USING gin \(item_file_ids\(document\)\)/, indisvalid: true })
})

t.test('an import publishes the files of its uploader, and nobody else’s', async (t) => {
  const app = await startTestApp(t)
  const own = await uploaded(app, png(Buffer.from('own')))
  const scan = await uploaded(app, png(Buffer.from('identity card')), 'citizen')
  const line = (number: number, fileId: string) => {
    const { materials } = numbered(number)
    const named = { fileId, name: '空白表格' }
    return lineOf(numbered(number, { materials: materials.map((each) => ({ ...each, blankForm: named })) }))
  }
  const done = await importLines(app, [line(1, own), line(2, scan), line(3, BLANK_FORM_ID)], {
    mode: 'valid',
  })
  t.match(done, { state: 'done', applied: 2, findings: [{ line: 2, findings: [{ rule: 'FILE_UNKNOWN' }] }] })
  const path = (number: number, fileId: string) => `/v1/items/${numbered(number).itemCode}/files/${fileId}`
  t.equal((await app.request('GET', path(1, own))).status, 200)
  t.equal((await app.request('GET', path(2, scan))).status, 404)
  await app.setNow('2026-03-09T01:00:00.000000Z')
  await sweepFiles(app.deps, { folders: 256 })
  t.equal((await app.request('GET', path(1, own))).status, 200, 'it stays')
})
