import type pg from 'pg'
import { withAdvisoryLock } from '../database/advisory-lock.js'
import type { Log } from '../database/log.js'
import { bringStatusEdges } from '../features/cases/status-edges.js'
import { createCalendars } from '../features/deadlines/calendar-cache.js'
import { wholeDeployment } from '../features/divisions/owner-service.js'
import { renewTemplates } from '../features/documents/renew-templates.js'
import type { NewTemplate } from '../features/documents/template-service.js'
import type { Keeping } from '../features/files/keeping.js'
import { importMissing } from '../features/transfer/import-missing.js'
import { KIND_NAMES, type KindName } from '../features/transfer/kind-names.js'
import { TRANSFER_ROLES } from '../features/transfer/kinds.js'
import type { Caller } from '../shared/caller.js'
import { type Folder, linesOf, thingsOf, withFiles } from './lines.js'

const SEED_LOCK = 7_924_012

/** reference: calendars, thresholds, code lists and procedures alone; empty: the sample too, where there is no division. */
export type Wanted = 'reference' | 'empty' | 'sample'

/**
 * What every installation begins with, and the sample where it is wanted. All or nothing: a start that is killed in the
 * middle leaves no half of a sample, and the next one finishes it; of several at once one does it, the others wait.
 * What is there stays as it is. Needs a connection of its own.
 */
export async function bringFirstData(
  owner: pg.Client,
  log: Log,
  files: Keeping,
  wanted: Wanted,
): Promise<void> {
  await withAdvisoryLock(owner, SEED_LOCK, log, async () => {
    await owner.query('begin')
    try {
      await bringReference(owner, files)
      if (wanted === 'sample' || (wanted === 'empty' && (await isEmpty(owner))))
        await bringSample(owner, files, log)
      await owner.query('commit')
    } catch (error) {
      await owner.query('rollback').catch(() => {})
      throw error
    }
  })
}

/**
 * Within a transaction: what every installation begins with (基础数据). What is there stays as it is, but for the words of
 * papers that an earlier release brought and nobody altered.
 */
export async function bringReference(owner: pg.Client, files: Keeping): Promise<void> {
  await bringStatusEdges(owner)
  for (const kind of KIND_NAMES) await bring(owner, files, 'reference', kind)
  await renewTemplates(
    owner,
    await serviceItself(owner),
    thingsOf<NewTemplate>('reference', 'documentTemplates'),
  )
}

/** Within a transaction: the sample town with its catalogue and its people (示例数据), each thing that is not there. */
export async function bringSample(owner: pg.Client, files: Keeping, log: Log): Promise<void> {
  const counts: string[] = []
  for (const kind of KIND_NAMES) {
    const changed = await bring(owner, files, 'samples', kind)
    if (changed === 0) continue
    counts.push(`${changed} ${kind}`)
    // Whoever watches the start sees that it goes on.
    if (kind === 'divisions' || kind === 'items') log.info(`sample: ${counts.splice(0).join(', ')}`)
  }
  log.info(`sample: ${counts.join(', ')} (npm run --silent token -- --staff market-clerk)`)
}

async function bring(owner: pg.Client, files: Keeping, from: Folder, kind: KindName): Promise<number> {
  const lines = linesOf(from, kind).map(withFiles)
  if (lines.length === 0) return 0
  const putting = {
    // Nobody gives this connection back: it is not a pool's.
    db: owner as pg.ClientBase as pg.PoolClient,
    caller: await serviceItself(owner),
    deps: { files, encryption: files.encryption, calendars: createCalendars(owner) },
  }
  return importMissing(putting, kind, lines)
}

/** Who brings what comes with the service: above everything that is there by then. */
async function serviceItself(owner: pg.Client): Promise<Caller> {
  const deployment = await wholeDeployment(owner)
  const roots = 'roots' in deployment && deployment.roots.length > 0 ? deployment.roots : ['']
  return {
    kind: 'system',
    issuer: 'urn:yichuang:system',
    subject: 'first-start',
    grants: TRANSFER_ROLES.flatMap((role) =>
      roots.map((division) => ({ role, organisation: '', scope: 'subtree' as const, division, posts: [] })),
    ),
  }
}

async function isEmpty(owner: pg.Client): Promise<boolean> {
  const { rows } = await owner.query<{ empty: boolean }>(
    'select not exists (select 1 from divisions) as empty',
  )
  return rows[0]?.empty === true
}
