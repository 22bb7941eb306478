import type pg from 'pg'
import { withAdvisoryLock } from '../database/advisory-lock.js'
import { withClient } from '../database/open.js'
import { withTransaction } from '../database/transaction.js'
import type { Deps } from '../deps.js'
import { countOutcome, insertAdoption } from '../features/cases/adopting/adoption-store.js'
import { EXAMPLE_CASE_NO, EXAMPLE_PAPER } from '../features/cases/case-examples.js'
import { PLACE_RECORDS } from '../features/divisions/placing.js'
import { stampDocuments } from '../features/documents/stamp.js'
import { exampleOpening } from '../features/dossiers/dossier-schemas.js'
import { moveConsumer } from '../features/exchange/consumer-pulse.js'
import { TELL_PEOPLE } from '../features/notifications/tell-people.js'
import { exampleLookup } from '../features/registers/register-schemas.js'
import { insertJob } from '../jobs/job-store.js'
import { withKnownIds } from '../shared/ids.js'
import * as codes from '../shared/sample-codes.js'
import { createCaseMonitor } from '../workers.js'
import { bringCharged, CHARGED } from './charged-cases.js'
import { ALERTED, bringCase, COLLECTED, EXITED, LICENSED, LIVING_CASES, RATED } from './living-cases.js'
import { bringCatalogue } from './living-catalogue.js'
import { bringFile, bringUpload } from './living-files.js'
import { bringExits, bringHandovers, bringLicences } from './living-results.js'
import { bringOrders, bringRatings, bringVoices } from './living-voices.js'
import { keyOf, type LivingContext, type Send, sender, type Wait } from './send.js'

const SAMPLE_LOCK = 7_924_013

/**
 * The same where it is wanted with a start or by command: of several instances one does it, the others wait. A sample that
 * somebody has changed until its cases no longer fit holds nothing up.
 */
export async function bringLivingDataOnce(
  owner: pg.ClientConfig,
  app: LivingContext,
  deps: Deps,
): Promise<void> {
  const bring = () =>
    bringLivingData(app, deps).catch((error: Error) => deps.log.warn(`no sample cases: ${error.message}`))
  await withClient(owner, (client) => withAdvisoryLock(client, SAMPLE_LOCK, deps.log, bring))
}

/**
 * What a deployment has once it is in use: cases in several states, alerts, an import, a file, an absence, a delegation,
 * a grant, a job, with the numbers that the examples of the contract name. Everything comes in by the doors that
 * everybody uses, and its acts are those that the documentation shows. Already there: nothing is done. Killed in the
 * middle: the next start goes on, since each request is the same byte for byte under a key of its own, or looks first
 * whether its thing is there. `wait`: how the pause before another try is spent.
 */
export async function bringLivingData(app: LivingContext, deps: Deps, wait?: Wait): Promise<void> {
  if (!(await isWanted(deps))) return
  const { log } = deps
  const { level } = log
  // Nobody sent these: a line for each would hide what the start has to say.
  log.level = 'warn'
  try {
    await bring(sender(app, deps, wait), deps)
    // Who reads the feed finds all of it there as soon as the service listens.
    await deps.sequencer.beat()
  } finally {
    log.level = level
  }
  const all = [LIVING_CASES, LICENSED, EXITED, RATED, ALERTED, COLLECTED, CHARGED].flat()
  log.info(`sample: ${all.length} cases in several states`)
}

export async function bring(send: Send, deps: Deps): Promise<void> {
  await bringFile(send)
  for (const each of LIVING_CASES) {
    await bringCase(send, each)
    // Its paper has the code that the examples name.
    if (each.caseNo === EXAMPLE_CASE_NO)
      await withKnownIds({ documentCode: EXAMPLE_PAPER.code }, () => stampDocuments(deps))
  }
  await bringLicences(send, deps)
  await bringCharged(send, deps.config)
  await bringExits(send)
  await bringAlerts(send, deps)
  await bringHandovers(send)
  await bringOrders(send)
  await bringRatings(send)
  await bringVoices(send)
  await bringCatalogue(send)
  await bringLeftJob(deps)
  await bringAdoption(deps)
  await bringMessages(deps)
  await bringUpload(send)
  await bringRights(send, deps)
}

/** The sample town is there, and has not been in use yet: the delegation is the last of all. */
async function isWanted({ pool }: Deps): Promise<boolean> {
  const { rows } = await pool.query<{ wanted: boolean }>(
    `select exists (select 1 from items where item_code = $1)
       and not exists (select 1 from delegations where id = $2) as wanted`,
    [codes.LESHAN_ITEM_CODE, codes.exampleId()],
  )
  return rows[0]?.wanted === true
}

/** Of the housing fund three days are little: a case that is accepted gives an alert at the monitor's next look. */
async function bringAlerts(send: Send, deps: Deps): Promise<void> {
  const monitor = createCaseMonitor(deps)
  for (const [index, each] of ALERTED.entries()) {
    await bringCase(send, each)
    await withKnownIds({ ids: [codes.exampleId(index + 1)] }, () => monitor.tick())
  }
  for (const ordinal of [2, 4, 5])
    await send({
      role: 'lead',
      path: `/v1/alerts/${codes.exampleId(ordinal)}/explain`,
      body: { text: '材料核对用时较长' },
      headers: { 'if-match': '*', ...keyOf(`explain-${ordinal}`) },
    })
  // One may be appealed against, and is not closed before the days for that are over; one was revoked and may be closed.
  for (const [ordinal, act, text] of [
    [4, 'confirm', '情况属实'],
    [5, 'revoke', '情况特殊，不予计入'],
  ] as const)
    await send({
      role: 'supervisor',
      path: `/v1/alerts/${codes.exampleId(ordinal)}/${act}`,
      body: { text },
      headers: { 'if-match': '*', ...keyOf(`${act}-${ordinal}`) },
    })
}

async function bringRights(send: Send, deps: Deps): Promise<void> {
  await send({
    role: 'security',
    path: '/v1/staff/market-clerk/absences',
    body: { from: '2029-10-08', until: '2029-10-17', deputy: 'market-reviewer' },
    headers: keyOf('absence'),
    known: { ids: [codes.exampleId()] },
  })
  await deps.pool.query(
    `insert into grants (id, issuer, subject, role, organisation_code, division_code, scope, granted_by, granted_at, valid_until)
     select $1, 'https://id.example.gov.cn', 'sample-issuer', 'issuer', code, division_code, 'organ', 'sample', app_now(), '2030-12-31'
     from organisations where code = $2 on conflict do nothing`,
    [codes.exampleId(), codes.COUNTY_MARKET],
  )
  // Nobody is asked: the connection of the sample's register is not configured.
  await send({
    role: 'clerk',
    path: `/v1/registers/${codes.SAMPLE_REGISTER_CODE}/lookups`,
    body: exampleLookup,
    headers: keyOf('lookup'),
    known: { ids: [codes.exampleId()] },
  })
  await send({
    role: 'clerk',
    path: '/v1/dossiers',
    body: exampleOpening,
    headers: keyOf('dossier'),
    known: { ids: [codes.exampleId()] },
  })
  // The last of all: what it waits for is there, and nobody acts by it yet.
  await send({
    role: 'lead',
    path: '/v1/delegations',
    body: {
      from: codes.COUNTY_MARKET,
      to: codes.COUNTY_HEALTH,
      items: [codes.FOOD_LICENCE_ITEM_CODE],
      kind: 'entrusted',
      document: '乐中市监委〔2026〕1号',
      validFrom: '2029-01-01',
      validTo: '2029-12-31',
    },
    headers: keyOf('delegation'),
    known: { ids: [codes.exampleId()] },
  })
}

/** What the first case was told, under the id that the examples name; the others' follow. */
async function bringMessages(deps: Deps): Promise<void> {
  await deps.sequencer.beat()
  await withKnownIds({ ids: [codes.exampleId()] }, async () => {
    while ((await moveConsumer(deps, TELL_PEOPLE)) > 0);
  })
}

/** Long work that was left off: what can be tried again. */
async function bringLeftJob({ pool }: Deps): Promise<void> {
  const id = codes.exampleId()
  const { rowCount } = await pool.query('select 1 from jobs where id = $1', [id])
  if (rowCount === 1) return
  await withTransaction(pool, async (db) => {
    await insertJob(db, {
      id,
      kind: PLACE_RECORDS,
      payload: { divisions: [], organisations: [] },
      createdBy: 'sample',
      organisation: codes.TOP_ORGANISATION,
      divisions: ['510000000000'],
      cancellable: true,
    })
    await db.query(`update jobs set state = 'cancelled', finished_at = clock_timestamp() where id = $1`, [id])
  })
}

/** Running cases were to go on by the first version of the licence, by which they went already. */
async function bringAdoption({ pool }: Deps): Promise<void> {
  const id = codes.exampleId()
  await withTransaction(pool, async (db) => {
    const { rowCount } = await db.query('select 1 from version_adoptions where id = $1', [id])
    if (rowCount === 1) return
    await insertAdoption(db, {
      id,
      item_code: codes.FOOD_LICENCE_ITEM_CODE,
      ordered: { itemCode: codes.FOOD_LICENCE_ITEM_CODE, itemVersion: 1 },
      organisation_code: codes.COUNTY_MARKET,
      divisions: ['511102000000', '511100000000', '510000000000'],
      ordered_by: 'sample',
      job_id: codes.exampleId(2),
    })
    await countOutcome(db, id, 'none', true)
  })
}
