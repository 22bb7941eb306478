import t from 'tap'
import type { DirectoryDocument } from '../../src/features/catalogue/directory/directory-document.js'
import type { ItemDocument } from '../../src/features/catalogue/item-document.js'
import { OTHER_COUNTY_MARKET } from '../../src/shared/sample-codes.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { importLines, lineOf, numbered, upload, work } from '../helpers/imports.js'
import { foodBusinessLicence, SAMPLE_DIRECTORY } from '../helpers/sample.js'

const CODE = foodBusinessLicence.basicCode
const ENTRY = `/v1/directory/${CODE}`
const ITEM_CODE = `${OTHER_COUNTY_MARKET}4${CODE}`
const [entry] = SAMPLE_DIRECTORY.filter(({ basicCode }) => basicCode === CODE)

/** The food-business licence of another county, under the entry that the sample has of it. */
const licence = (changes: Partial<ItemDocument> = {}): ItemDocument => ({
  ...structuredClone(foodBusinessLicence),
  itemCode: ITEM_CODE,
  organisationCode: OTHER_COUNTY_MARKET,
  ...changes,
})

/** Has the twenty days of the directory's statute, of which its first version lets fifteen be promised. */
const promising = (amount: number) =>
  licence({
    limits: { ...foodBusinessLicence.limits, ...entry?.limits, promised: { amount, unit: 'workingDay' } },
  })

/** The next version of the entry: only so many days may be promised. */
async function tighten(app: TestApp, amount: number, effectiveFrom: string): Promise<void> {
  const limits = { ...entry?.limits, promised: { amount, unit: 'workingDay' } } as DirectoryDocument['limits']
  const answer = await app.request('PUT', `${ENTRY}?effectiveFrom=${effectiveFrom}`, {
    token: await app.token('cataloguer'),
    body: { ...entry, limits },
    headers: { 'if-match': '*' },
  })
  if (answer.status !== 200) throw new Error(answer.text)
}

const directoryVersions = async (app: TestApp, itemCode = ITEM_CODE): Promise<unknown[]> =>
  (await app.request('GET', `/v1/items/${itemCode}/versions`)).body.data
    .map(({ version, directoryVersion }: Record<string, number>) => [version, directoryVersion])
    .toReversed()

t.test(
  'an imported item is checked against its directory entry as one that is published by hand',
  async (t) => {
    const app = await startTestApp(t)
    const loosened = licence({ level: 5, name: '另一名称', audiences: ['1', '2', '5'] })
    Object.assign(loosened.limits.statutory, { amount: 25 })
    loosened.limits.promised.amount = 18
    loosened.legalBases.pop()
    loosened.materials.push({
      ...structuredClone(loosened.materials[0] as ItemDocument['materials'][number]),
      materialCode: 'ADDED',
      legalBasis: undefined as never,
    })
    const document = JSON.parse(JSON.stringify(loosened)) as ItemDocument

    const token = await app.token('cataloguer', { organisation: OTHER_COUNTY_MARKET })
    await app.request('POST', '/v1/items', { token, body: document })
    const byHand = await app.request('POST', `/v1/items/${ITEM_CODE}/draft/check`, { token })
    const rules = byHand.body.findings.map(({ rule }: { rule: string }) => rule)
    for (const rule of [
      'LEVEL',
      'NAME',
      'STATUTORY_LONGER',
      'PROMISE_LONGER',
      'BASIS_MISSING',
      'MATERIAL_ADDED',
    ])
      t.ok(rules.includes(`DIRECTORY_${rule}`), `by hand: ${rule}`)

    const imported = await importLines(app, [lineOf(document)])
    t.match(imported, { state: 'refused', refused: 1, applied: 0 })
    t.same(
      imported.findings[0].findings,
      byHand.body.findings.map((finding: { pointer: string }) => ({
        ...finding,
        pointer: `/versions/0/document${finding.pointer}`,
      })),
    )
  },
)

t.test(
  'what follows the directory is imported, and a change of the directory shows who must follow',
  async (t) => {
    const app = await startTestApp(t)
    const alone = numbered(1)
    t.match(await importLines(app, [lineOf(promising(9)), lineOf(alone)]), { state: 'done', applied: 2 })
    t.same(await directoryVersions(app), [[1, 1]])
    t.same(await directoryVersions(app, alone.itemCode), [[1, undefined]], 'no entry, nothing to record')

    await tighten(app, 8, '2026-03-02')
    const { data } = (await app.request('GET', `${ENTRY}/entries`, { token: await app.token('cataloguer') }))
      .body
    t.match(
      data.find(({ itemCode }: { itemCode: string }) => itemCode === ITEM_CODE),
      { follows: false, directoryVersion: 1, findings: [{ rule: 'DIRECTORY_PROMISE_LONGER' }] },
    )
    const next = (amount: number) => lineOf(promising(amount), {}, { version: 2 })
    t.match((await importLines(app, [next(10)])).findings, [
      { findings: [{ rule: 'DIRECTORY_PROMISE_LONGER', pointer: '/versions/0/document/limits/promised' }] },
    ])
    t.match(await importLines(app, [next(7)]), { state: 'done', applied: 1 })
    const after = await app.request('GET', `${ENTRY}/entries`, { token: await app.token('cataloguer') })
    t.match(
      after.body.data.find(({ itemCode }: { itemCode: string }) => itemCode === ITEM_CODE),
      { follows: true, directoryVersion: 2, findings: [] },
    )
    t.match(
      await importLines(app, [lineOf(promising(9))]),
      { unchanged: 1, refused: 0 },
      'what is here already',
    )
  },
)

t.test('each version is checked against the directory of its day; what was replaced is not', async (t) => {
  const app = await startTestApp(t)
  await tighten(app, 8, '2026-05-01')
  const versions = (last: number) => ({
    versions: [
      { version: 1, effectiveFrom: '2025-01-01', document: promising(10) },
      { version: 2, effectiveFrom: '2026-01-01', document: promising(10) },
      { version: 3, effectiveFrom: '2026-04-30', document: promising(9) },
      { version: 4, effectiveFrom: '2026-05-01', document: promising(last) },
    ],
  })
  t.match((await importLines(app, [versions(9)])).findings, [
    { findings: [{ rule: 'DIRECTORY_PROMISE_LONGER', pointer: '/versions/3/document/limits/promised' }] },
  ])
  t.match(await importLines(app, [versions(8)]), { state: 'done', applied: 1 })
  t.same(await directoryVersions(app), [
    [1, undefined],
    [2, 1],
    [3, 1],
    [4, 2],
  ])
})

t.test('a retired item is offered to nobody and not checked', async (t) => {
  const app = await startTestApp(t)
  t.match(await importLines(app, [lineOf(promising(18), { state: 'RETIRED' })]), {
    state: 'done',
    applied: 1,
  })
  const rows = await app.database.asOwner(
    'select directory_version from item_versions where item_code = $1',
    [ITEM_CODE],
  )
  t.same(rows, [{ directory_version: null }])
})

t.test('a batch asks as many queries as a line does, whatever entries its lines belong to', async (t) => {
  const statements: string[] = []
  const app = await startTestApp(t, { onQuery: (text) => statements.push(text) })
  const document = (basicCode: string) => JSON.stringify({ ...entry, basicCode })
  const codes = Array.from({ length: 250 }, (_, index) => numbered(index).basicCode)
  await app.database.asOwner(
    `insert into directory_entries select code, 'x', 1, app_now(), app_now() from unnest($1::text[]) code`,
    [codes],
  )
  await app.database.asOwner(
    `insert into directory_versions select d->>'basicCode', 1, '2024-01-01', 'x', '01', d, app_now(), 'x'
     from unnest($1::jsonb[]) d`,
    [codes.map(document)],
  )
  /** What the check of so many lines asks; pieces of the upload and renewals of the job's lease left aside. */
  const asked = async (from: number, to: number): Promise<string[]> => {
    const lines = codes.slice(from, to).map((_, index) => lineOf(numbered(from + index)))
    await upload(app, lines.map((line) => `${line}\n`).join(''))
    statements.length = 0
    await work(app)
    return statements.filter((text) => !/import_chunks|update jobs/.test(text))
  }
  const one = await asked(0, 1)
  const many = await asked(1, 100)
  const isOfNames = (text: string) => text.startsWith('insert into search_groups')
  t.same(
    many.filter((text) => !isOfNames(text)),
    one.filter((text) => !isOfNames(text)),
    'a batch of ninety-nine lines',
  )
  const [{ made } = { made: 0 }] = await app.database.asOwner<{ made: number }>(
    `select count(distinct group_id)::int as made from search_entries where item_code = any($1)`,
    [Array.from({ length: 99 }, (_, index) => numbered(1 + index).itemCode)],
  )
  const names = many.filter(isOfNames).length
  t.ok(made > 99 && names <= Math.ceil(made / 10), `${made} new names, ten by a statement: ${names}`)
  const ofDirectory = (texts: string[]) => texts.filter((text) => text.includes('directory_versions'))
  t.equal(ofDirectory(one).length, 1, 'the directory is asked once')
  t.equal(ofDirectory(await asked(100, 250)).length, 2, 'two batches: twice')
  t.same(await directoryVersions(app, numbered(99).itemCode), [[1, 1]])
})
