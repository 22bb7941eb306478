import type { FastifyBaseLogger } from 'fastify'
import type pg from 'pg'
import type { Config } from './config.js'
import { createListener, type Listener } from './database/listener.js'
import { createDatabase, type Database } from './database/pool.js'
import { findableBundles } from './features/bundles/bundle-service.js'
import { createCaseClocks } from './features/cases/case-clocks.js'
import { createItemReader, type ItemReader } from './features/catalogue/item-reader.js'
import { createAppealClocks } from './features/deadlines/appeal-clocks.js'
import { type Calendars, createCalendars } from './features/deadlines/calendar-cache.js'
import type { ClockOwners } from './features/deadlines/clock-owners.js'
import { createDictionaryReader, type DictionaryReader } from './features/dictionaries/dictionary-service.js'
import { createRequestClocks } from './features/divisions/authority-clocks.js'
import { createRenderer, type Renderer } from './features/documents/render.js'
import { createTemplateReader, type TemplateReader } from './features/documents/template-reader.js'
import { createSequencer, type Sequencer } from './features/exchange/feed-sequencer.js'
import { createKeeping, type Keeping } from './features/files/keeping.js'
import { createHandoverClocks } from './features/handovers/handover-clocks.js'
import { deemRenewalOf } from './features/licences/deem-renewals.js'
import { createRegisters, type Registers } from './features/registers/register-service.js'
import { createSearch, type Search } from './features/search/search-service.js'
import { createOrderClocks } from './features/supervision/order-clocks.js'
import {
  createComplaintClocks,
  createConsultationClocks,
  createRectificationClocks,
} from './features/voices/voice-clocks.js'
import { createWorkflowReader, type WorkflowReader } from './features/workflow/workflow-service.js'
import type { Telemetry } from './http/telemetry.js'
import type { Encryption } from './shared/encryption.js'

/** What main and tests decide. */
export interface Basics {
  config: Readonly<Config>
  pool: pg.Pool
  log: FastifyBaseLogger
  encryption: Encryption
  /** Signs cursors and query codes. */
  cursorKey: Buffer
  /** Only when traces are sent. */
  telemetry?: Telemetry | undefined
}

/** What the application is built from: the basics, and what is kept in memory once per process. */
export interface Deps extends Basics {
  /** Connects with the first who has something to hear. */
  listener: Listener
  database: Database
  calendars: Calendars
  /** What clocks may belong to, as the features registered it. */
  clockOwners: ClockOwners
  dictionaries: DictionaryReader
  /** How uploaded files are kept. */
  files: Keeping
  items: ItemReader
  /** Shared registers, and the way to ask them. */
  registers: Registers
  /** Of papers as PDF; begins with the first. */
  renderer: Renderer
  search: Search
  /** Of documents (文书模板). */
  templates: TemplateReader
  workflows: WorkflowReader
  /** Not started: main does. */
  sequencer: Sequencer
  /** Renews by law (视为准予延续) what a case asked for in time, where its licence is over; whether it did. */
  deemDueRenewal: (caseNo: string) => Promise<boolean>
}

export function assembleDeps(basics: Basics): Deps {
  const { pool, log } = basics
  const listener = createListener(pool, log)
  const deps: Omit<Deps, 'clockOwners'> = {
    ...basics,
    listener,
    database: createDatabase(pool),
    calendars: createCalendars(pool),
    dictionaries: createDictionaryReader(pool, listener),
    files: createKeeping(basics.config, basics.encryption),
    items: createItemReader(pool, listener),
    registers: createRegisters(pool, listener, basics.config.registers),
    renderer: createRenderer(log),
    search: createSearch(pool, listener, () => findableBundles(pool)),
    templates: createTemplateReader(pool),
    workflows: createWorkflowReader(pool),
    sequencer: createSequencer(pool, log),
    deemDueRenewal: (caseNo) => deemRenewalOf(deps, caseNo),
  }
  return {
    ...deps,
    clockOwners: {
      case: createCaseClocks(deps),
      authorityRequest: createRequestClocks(deps),
      handover: createHandoverClocks(),
      supervisionOrder: createOrderClocks(),
      alert: createAppealClocks(),
      rectification: createRectificationClocks(),
      complaint: createComplaintClocks(),
      consultation: createConsultationClocks(),
    },
  }
}
