import { CONSUMERS } from './consumers.js'
import type { Deps } from './deps.js'
import { ADOPT_VERSION } from './features/cases/adopting/adoption-service.js'
import { createAdoption } from './features/cases/adopting/adoption-work.js'
import { tellUntold } from './features/cases/bundled/pass-on.js'
import { sweepDrafts } from './features/cases/draft-sweep.js'
import { sweepLookups } from './features/cases/intake/kept-lookups.js'
import { indexParties } from './features/cases/parties/index-parties.js'
import { applyPlannedStates } from './features/catalogue/change-state.js'
import { fillSearch } from './features/catalogue/item-search.js'
import { forgottenPulse } from './features/deadlines/forgotten-clocks.js'
import { createMonitor, type Monitor } from './features/deadlines/monitor.js'
import { createRecalculation, RECALCULATE_CLOCKS } from './features/deadlines/recalculation.js'
import { createRelook, RELOOK_CLOCKS } from './features/deadlines/relook.js'
import { PLACE_RECORDS } from './features/divisions/placing.js'
import { stampPulse } from './features/documents/stamp.js'
import { sweepOpenings } from './features/dossiers/dossier-service.js'
import { consumerPulse } from './features/exchange/consumer-pulse.js'
import { overpaidPulse } from './features/fees/overpaid.js'
import { sweepFiles } from './features/files/file-sweep.js'
import { createSealer } from './features/history/sealer.js'
import { licencePulse } from './features/licences/issue-licences.js'
import { createMessageSweep } from './features/notifications/message-sweep.js'
import { messagePulse } from './features/notifications/send-messages.js'
import { createPlacing } from './features/reorganisation/place-records.js'
import { recountGroups } from './features/search/search-service.js'
import { NO_CASE, recountOpen } from './features/supervision/load/count-open.js'
import { createImportWork, IMPORT_JOB, importsBeside, sweepImports } from './features/transfer/import-jobs.js'
import { sweepAnswers } from './http/idempotency.js'
import { sweepTries } from './http/tries.js'
import { deleteOldJobs } from './jobs/job-service.js'
import { createPulse, type Pulse, type PulseRunner } from './jobs/pulse.js'
import { createJobRunner, type JobRunner, type JobWork } from './jobs/runner.js'

/** Everything that works beside requests on this instance. */
export interface Workers {
  start(): void
  /** Leaves off after what is in hand; other instances go on at once. */
  stop(): Promise<void>
}

/** Pulses and long work (定时任务与长任务), all in one place. Any number of instances runs them. `leaseMs`: for tests. */
export function createWorkers(deps: Deps, leaseMs?: number): Workers {
  const all = [...createPulses(deps), createJobs(deps, leaseMs)]
  return {
    start() {
      for (const each of all) each.start()
      fillSearch(deps.pool, deps.log).catch(() =>
        deps.log.warn('the search was not filled: npm run cli -- search rebuild'),
      )
    },
    async stop() {
      await Promise.all(all.map((each) => each.stop()))
    },
  }
}

/** What comes back by itself. A new one gets its line here: a name, an interval, what it does once. */
function createPulses(deps: Deps): PulseRunner[] {
  const { pool, log } = deps
  return [
    deps.sequencer,
    createCaseMonitor(deps),
    createSealer(pool, log),
    createPulse(pool, log, stampPulse(deps)),
    createPulse(pool, log, licencePulse(deps)),
    createPulse(pool, log, messagePulse(deps)),
    createPulse(pool, log, overpaidPulse(deps)),
    createPulse(pool, log, { name: 'passResults', everyMs: 5000, beat: () => tellUntold(deps) }),
    createPulse(pool, log, plannedStatePulse(deps)),
    createPulse(pool, log, recountPulse(deps)),
    createPulse(pool, log, forgottenPulse({ ...deps, owners: deps.clockOwners })),
    ...CONSUMERS.map((consumer) => createPulse(pool, log, consumerPulse(deps, consumer))),
    ...sweeps(deps).map((pulse) => createPulse(pool, log, pulse)),
  ]
}

/** Items whose suspension or retirement was planned for a day that has come. */
function plannedStatePulse({ pool, items }: Deps): Pulse {
  return {
    name: 'plannedStates',
    everyMs: 60_000,
    alone: true,
    async beat(signal) {
      const done = await applyPlannedStates(pool, signal)
      if (done > 0) items.forgetAll()
      return done
    },
  }
}

/** A thousand cases in process a minute: whatever moved a case without an event is seen within the day. */
function recountPulse({ pool }: Deps): Pulse {
  let at = NO_CASE
  return {
    name: 'recountOpen',
    everyMs: 60_000,
    alone: true,
    async beat() {
      const { after, looked } = await recountOpen(pool, at)
      at = after
      return looked
    },
  }
}

const SWEEP_MS = 600_000
const KEPT_JOBS_DAYS = 30

/** Stored answers are kept for seven days, files that no case took for two, finished jobs and imports for thirty. */
function sweeps(deps: Deps): Pulse[] {
  const { pool } = deps
  const sweep = (name: string, beat: Pulse['beat']): Pulse => ({
    name,
    everyMs: SWEEP_MS,
    alone: true,
    beat,
  })
  return [
    sweep('sweepTries', async () => {
      await sweepTries(pool)
      return 0
    }),
    sweep('sweepAnswers', () => sweepAnswers(pool)),
    sweep('sweepImports', () => sweepImports(pool)),
    sweep('sweepLookups', () => sweepLookups(pool)),
    sweep('sweepOpenings', () => sweepOpenings(pool)),
    sweep('sweepJobs', () => deleteOldJobs(pool, KEPT_JOBS_DAYS)),
    sweep('sweepFiles', async () => {
      const { files, broken, orphans } = await sweepFiles(deps)
      return files + broken + orphans
    }),
    sweep('sweepMessages', createMessageSweep(pool, deps.config.messages.keptDays)),
    sweep('sweepDrafts', (signal) => sweepDrafts(deps, signal)),
    sweep('indexParties', (signal) => indexParties(deps, signal)),
    sweep('countSearch', async () => {
      await recountGroups(pool)
      return 0
    }),
  ]
}

/** The monitor, whose consequences go the same way as people's actions. */
export function createCaseMonitor(deps: Deps): Monitor {
  const { pool, log, calendars, clockOwners: owners } = deps
  return createMonitor({ pool, log, calendars, owners })
}

/** Long work of every kind that this build knows; `leaseMs` for tests, which do not want to wait for it. */
export function createJobs(deps: Deps, leaseMs?: number): JobRunner {
  const { pool, log, config } = deps
  const kinds: Record<string, JobWork> = {
    [PLACE_RECORDS]: createPlacing(deps),
    [RECALCULATE_CLOCKS]: createRecalculation(deps.clockOwners, deps.calendars),
    [RELOOK_CLOCKS]: createRelook(deps.clockOwners, deps.calendars),
    [IMPORT_JOB]: createImportWork(deps),
    [ADOPT_VERSION]: createAdoption(deps),
  }
  const beside = { [IMPORT_JOB]: importsBeside(config.poolSize) }
  return createJobRunner({ pool, log, kinds, beside, ...(leaseMs === undefined ? {} : { leaseMs }) })
}
