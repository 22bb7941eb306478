import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { withClient } from '../../src/database/open.js'
import type { Queryable } from '../../src/database/queryable.js'
import type { BundleDocument } from '../../src/features/bundles/bundle-document.js'
import type { DirectoryDocument } from '../../src/features/catalogue/directory/directory-document.js'
import { ItemDocument } from '../../src/features/catalogue/item-document.js'
import type { CalendarRows } from '../../src/features/deadlines/calendar.js'
import type { MonitorRule } from '../../src/features/deadlines/lamps.js'
import type { Dictionary } from '../../src/features/dictionaries/dictionary.js'
import type { Template } from '../../src/features/documents/template.js'
import { takeInFile } from '../../src/features/files/file-service.js'
import { createKeeping, type Keeping } from '../../src/features/files/keeping.js'
import type { WorkflowDefinition } from '../../src/features/workflow/definition.js'
import { bringFirstData } from '../../src/sample/first-data.js'
import { sampleItem, thingsOf, withFiles } from '../../src/sample/lines.js'
import { createEncryption } from '../../src/shared/encryption.js'
import { packageRoot } from '../../src/shared/package-root.js'
import {
  FOOD_LICENCE_ITEM_CODE,
  LESHAN_ITEM_CODE,
  SAMPLE_BUNDLE_CODE,
} from '../../src/shared/sample-codes.js'

// What reference/ and samples/ hold, as tests need it.

interface Versions<D> {
  versions: { document: D }[]
}
const newest = <D>({ versions }: Versions<D>): D => {
  const last = versions.at(-1)
  if (last === undefined) throw new Error('an entry without a version')
  return last.document
}
const byId = (one: { id: string }, other: { id: string }): number => (one.id < other.id ? -1 : 1)

/** Members in the order of the schema, as somebody writes them: lines have that of the database. */
const asWritten = (document: ItemDocument): ItemDocument => ({
  ...(Object.fromEntries(
    Object.keys(ItemDocument.properties).flatMap((name) =>
      Object.hasOwn(document, name) ? [[name, document[name as keyof ItemDocument]]] : [],
    ),
  ) as Partial<ItemDocument>),
  ...document,
})

export const SAMPLE_ITEMS: readonly ItemDocument[] = thingsOf<Versions<ItemDocument>>('samples', 'items').map(
  (entry) => asWritten(newest(entry)),
)
export const foodBusinessLicence = asWritten(sampleItem(FOOD_LICENCE_ITEM_CODE))
export const leshanHousingFund = asWritten(sampleItem(LESHAN_ITEM_CODE))
export const SAMPLE_DIRECTORY: readonly DirectoryDocument[] = thingsOf<Versions<DirectoryDocument>>(
  'samples',
  'directory',
).map(newest)
export const openRestaurant: BundleDocument = newest(
  thingsOf<Versions<BundleDocument> & { bundleCode: string }>('samples', 'bundles').find(
    ({ bundleCode }) => bundleCode === SAMPLE_BUNDLE_CODE,
  ) ?? { versions: [] },
)

interface Centre {
  id: string
  code: string
  division: string
  name: string
  address: string
  openingHours: string
}
/** That of the town, then that of the city. */
export const SAMPLE_CENTRES = thingsOf<Centre>('samples', 'centres').toSorted(byId)

interface Window {
  id: string
  /** In the lines it is the centre's code. */
  centre: string
  name: string
  kind: string
  telephone: string
  authority: { itemCode: string; level: string }[]
}
export const SAMPLE_WINDOWS = thingsOf<Window>('samples', 'windows')
  .map((window) => ({
    ...window,
    centre: SAMPLE_CENTRES.find(({ code }) => code === window.centre)?.id ?? '',
  }))
  .toSorted(byId)
export const SAMPLE_ORGANISATIONS = thingsOf<{ code: string; name: string }>('samples', 'organisations')

export const REFERENCE_TEMPLATES = thingsOf<Omit<Template, 'key'>>('reference', 'documentTemplates')
export const REFERENCE_WORKFLOWS = [
  ...thingsOf<WorkflowDefinition>('reference', 'workflows'),
  ...thingsOf<WorkflowDefinition>('samples', 'workflows'),
]
export const REFERENCE_DICTIONARIES = thingsOf<Dictionary>('reference', 'dictionaries')
const [TWO_STEP_FIRST, ON_THE_SPOT_FIRST] = ['two-step', 'on-the-spot'].map((key) => {
  const found = thingsOf<WorkflowDefinition>('reference', 'workflows').find((each) => each.key === key)
  if (found === undefined) throw new Error(`reference/workflows.ndjson has no ${key}`)
  return found
})
export const TWO_STEP = TWO_STEP_FIRST as WorkflowDefinition
export const ON_THE_SPOT = ON_THE_SPOT_FIRST as WorkflowDefinition
export const DEFAULT_MONITOR_RULES: readonly MonitorRule[] = thingsOf<Omit<MonitorRule, 'version'>>(
  'reference',
  'monitorRules',
).map((rule) => ({ ...rule, version: 1 }))

interface CalendarLine {
  code: string
  years: { year: number; status: 'OFFICIAL'; noticeNo: string; days: CalendarRows['days'] }[]
}
const [national] = thingsOf<CalendarLine>('reference', 'calendars').filter(({ code }) => code === 'CN')
const { years: nationalYears = [] } = national ?? {}
export const NATIONAL_CALENDAR: CalendarRows = {
  code: 'CN',
  revision: 1,
  years: nationalYears.map(({ days: _days, ...year }) => year),
  days: nationalYears.flatMap(({ days }) => days),
}

interface SampleFile {
  fileId: string
  name: string
  mediaType: string
  bytes: Buffer
}
/** The blank forms of samples/files. */
export const SAMPLE_FILES: readonly SampleFile[] = thingsOf<{ files?: Omit<SampleFile, 'bytes'>[] }>(
  'samples',
  'items',
).flatMap(({ files = [] }) =>
  files.map((file) => ({ ...file, bytes: readFileSync(join(packageRoot, 'samples', 'files', file.name)) })),
)

/** Puts the sample's files where a service keeps its uploads, under its keys: the template has their rows alone. */
export async function placeSampleFiles(db: Queryable, keeping: Keeping): Promise<void> {
  const { rows } = await db.query<{ by: string }>(
    'select distinct uploaded_by as by from files where file_id = any($1::uuid[])',
    [SAMPLE_FILES.map(({ fileId }) => fileId)],
  )
  for (const { fileId, name, mediaType } of SAMPLE_FILES) {
    const { files = [] } = JSON.parse(
      withFiles(JSON.stringify({ files: [{ fileId, name, mediaType }] })),
    ) as { files?: Parameters<typeof takeInFile>[2][] }
    await db.query('delete from files where file_id = $1', [fileId])
    for (const file of files) await takeInFile(db as pg.PoolClient, keeping, file, rows[0]?.by ?? '')
    await db.query('update files set kept = true where file_id = $1', [fileId])
  }
}

/** Keys that nothing is read with: the lines hold nothing that is sealed, but for files. */
const keys = createEncryption([{ id: 'template', key: Buffer.alloc(32, 3) }], Buffer.alloc(32, 4))

const keepingIn = (folder: string) =>
  createKeeping({ filesDir: folder, clamd: undefined, s3: undefined }, keys)

/** What every installation begins with, as a start brings it, into the database of this owner. */
export const seedReferenceData = (owner: pg.ClientConfig): Promise<void> =>
  withClient(owner, (client) => bringFirstData(client, quiet, keepingIn('/nowhere'), 'reference'))

/** The sample too; its files lie in `folder`, under keys that no service has. */
export async function seedSampleData(owner: pg.ClientConfig, folder: string): Promise<void> {
  await withClient(owner, async (client) => {
    await bringFirstData(client, quiet, keepingIn(folder), 'sample')
    await client.query('update files set sealed = null')
  })
}

const quiet = { info() {}, warn() {} }
