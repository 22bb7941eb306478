import type { Queryable } from '../database/queryable.js'
import { seedBundles } from '../features/bundles/bundle-store.js'
import { seedDirectory } from '../features/catalogue/directory/directory-store.js'
import { replaceSearchEntries } from '../features/catalogue/item-search.js'
import { seedItems } from '../features/catalogue/item-store.js'
import { seedCalendars } from '../features/deadlines/calendar-cache.js'
import { seedDictionaries } from '../features/dictionaries/dictionary-store.js'
import { seedTemplates } from '../features/documents/template-store.js'
import { publicationTokens } from '../features/publications/publication.js'
import { recountGroups } from '../features/search/search-service.js'
import { seedSynonyms } from '../features/search/synonym-store.js'
import { SAMPLE_DEFINITIONS } from '../features/workflow/workflow-samples.js'
import { seedDefinitions } from '../features/workflow/workflow-store.js'
import { DEV_ISSUER } from '../http/dev-issuer.js'
import { divisionLevel } from '../shared/codes/division-code.js'
import { newId } from '../shared/ids.js'
import { ROLE_NAMES } from '../shared/roles.js'
import { TOP_ORGANISATION } from '../shared/sample-codes.js'
import { openRestaurant } from './bundles/open-restaurant.js'
import { SAMPLE_CENTRES, SAMPLE_WINDOWS, sampleAuthorities } from './centres.js'
import { ancestorsOf, SAMPLE_DIVISIONS } from './divisions.js'
import { sampleFileRows } from './files/sample-files.js'
import { SAMPLE_DIRECTORY } from './items/directory.js'
import { SAMPLE_ENTRIES, SAMPLE_ITEMS } from './items/index.js'
import { SAMPLE_ORGANISATIONS } from './organisations.js'
import { SAMPLE_PUBLICATIONS } from './publications.js'
import { REFERENCE_DICTIONARIES, REFERENCE_SYNONYMS, REFERENCE_TEMPLATES } from './reference.js'
import { SAMPLE_STAFF, sampleStaffGrants, sampleStaffRows } from './staff.js'

/** What every installation needs: code lists, calendars, thresholds and the two basic procedures. What is there stays. */
export async function seedReferenceData(db: Queryable): Promise<void> {
  await seedDictionaries(db, REFERENCE_DICTIONARIES)
  await seedCalendars(db)
  await seedDefinitions(db, SAMPLE_DEFINITIONS)
  await seedTemplates(db, REFERENCE_TEMPLATES)
  await seedSynonyms(
    db,
    REFERENCE_SYNONYMS.map((group) => ({ ...group, version: 1 })),
  )
}

/** From this day on the sample items are in force, whatever the clock of a test says. */
const IN_FORCE_FROM = '2024-01-01'

/** The sample: divisions, organisations, centres, windows, items, a person for each role. What is there stays. */
export async function seedSampleData(db: Queryable, log: { info(message: string): void }): Promise<void> {
  await insert(
    db,
    'divisions',
    SAMPLE_DIVISIONS.map((each) => ({
      code: each.code,
      parent_code: each.parent,
      level: divisionLevel(each.code),
      name: each.name,
      name_en: each.nameEn,
      ancestors: ancestorsOf(each.code),
      version: 1,
    })),
  )
  await insert(
    db,
    'organisations',
    SAMPLE_ORGANISATIONS.map((each) => ({
      code: each.code,
      division_code: each.division,
      parent_code: each.parent,
      name: each.name,
      name_en: each.nameEn,
      kind: each.kind,
      version: 1,
    })),
  )
  log.info(`sample: ${SAMPLE_DIVISIONS.length} divisions, ${SAMPLE_ORGANISATIONS.length} organisations`)
  await insert(
    db,
    'centres',
    SAMPLE_CENTRES.map(({ division, organisation, nameEn, openingHours, createdAt, ...each }) => ({
      ...each,
      division_code: division,
      organisation_code: organisation,
      name_en: nameEn,
      opening_hours: openingHours,
      created_at: createdAt,
      version: 1,
    })),
  )
  await insert(
    db,
    'windows',
    SAMPLE_WINDOWS.map((each, position) => ({
      id: each.id,
      centre_id: each.centre,
      organisation_code: each.organisation,
      code: each.code,
      name: each.name,
      name_en: each.nameEn,
      kind: each.kind,
      telephone: each.telephone,
      position,
      extra: {},
      version: 1,
    })),
  )
  await insert(db, 'files', sampleFileRows())
  await seedDirectory(db, SAMPLE_DIRECTORY, IN_FORCE_FROM)
  const fixed = new Set(SAMPLE_DIRECTORY.map(({ basicCode }) => basicCode))
  await seedItems(
    db,
    SAMPLE_ITEMS.map((document) => ({
      document,
      ...placeOf(document.organisationCode),
      effectiveFrom: IN_FORCE_FROM,
      directoryVersion: fixed.has(document.basicCode) ? 1 : undefined,
    })),
  )
  await replaceSearchEntries(
    db,
    SAMPLE_ITEMS.map((document) => document.itemCode),
  )
  await recountGroups(db)
  await seedBundles(db, [
    {
      document: openRestaurant,
      ...placeOf(openRestaurant.organisationCode),
      effectiveFrom: IN_FORCE_FROM,
    },
  ])
  await insert(
    db,
    'window_authorities',
    sampleAuthorities(SAMPLE_ENTRIES).map((each) => ({
      window_id: each.windowId,
      item_code: each.itemCode,
      level: each.level,
    })),
  )
  log.info(
    `sample: ${SAMPLE_CENTRES.length} centres, ${SAMPLE_WINDOWS.length} windows, ${SAMPLE_ITEMS.length} items`,
  )
  await insert(
    db,
    'publications',
    SAMPLE_PUBLICATIONS.map(({ organisation, publishedAt, ...each }) => {
      const { division, divisions } = placeOf(organisation)
      return {
        ...each,
        organisation_code: organisation,
        division_code: division,
        divisions,
        published_at: publishedAt,
        tokens: publicationTokens({ ...each, divisions, publishedAt }),
        version: 1,
      }
    }),
  )
  const { rows } = await db.query<{ now: string }>('select app_now() as now')
  const now = rows[0]?.now ?? ''
  await insert(db, 'staff', sampleStaffRows(IN_FORCE_FROM, now))
  const grants = [
    ...ROLE_NAMES.map((role) => ({
      id: newId(),
      issuer: DEV_ISSUER,
      subject: `dev-${role}`,
      role,
      organisation_code: TOP_ORGANISATION,
      scope: 'subtree',
      granted_by: 'sample',
      granted_at: now,
    })),
    ...sampleStaffGrants(newId, now),
  ]
  await insert(
    db,
    'grants',
    grants.map((grant) => ({ ...grant, division_code: placeOf(grant.organisation_code).division })),
  )
  log.info(
    `sample: ${SAMPLE_STAFF.length} people of the organs (npm run --silent token -- --staff market-clerk)`,
  )
}

function placeOf(organisationCode: string): { division: string; divisions: string[] } {
  const organisation = SAMPLE_ORGANISATIONS.find((each) => each.code === organisationCode)
  if (organisation === undefined) throw new Error(`no sample organisation ${organisationCode}`)
  return { division: organisation.division, divisions: ancestorsOf(organisation.division) }
}

/** `table` is one of the constants above, never input. */
async function insert(db: Queryable, table: string, rows: object[]): Promise<void> {
  // Only what the rows have: a column that is left out keeps its default.
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].join(', ')
  await db.query({
    text: `insert into ${table} (${columns}) select ${columns} from jsonb_populate_recordset(null::${table}, $1::jsonb) on conflict do nothing`,
    values: [JSON.stringify(rows)],
  })
}
