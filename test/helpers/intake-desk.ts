import type { ActContext } from '../../src/features/cases/acts/act-on-case.js'
import { doLegalAct } from '../../src/features/cases/acts/legal-act.js'
import { overdueConsequence } from '../../src/features/cases/acts/overdue.js'
import type { CaseRecord, Material } from '../../src/features/cases/case.js'
import { applyDecision, type Surroundings } from '../../src/features/cases/case-change.js'
import { situationOf } from '../../src/features/cases/case-in-hand.js'
import { materialOf } from '../../src/features/cases/case-input.js'
import type { CaseReadRow } from '../../src/features/cases/case-rows.js'
import { inspectMaterial } from '../../src/features/cases/intake/inspect-material.js'
import { checkIntake } from '../../src/features/cases/intake.js'
import type { ItemDocument } from '../../src/features/catalogue/item-document.js'
import { bindBook } from '../../src/features/deadlines/calendar-book.js'
import { dueOn, isStopped } from '../../src/features/deadlines/clock.js'
import type { Command } from '../../src/features/workflow/action-inputs.js'
import { decide } from '../../src/features/workflow/decide.js'
import type { Decision, EventDraft } from '../../src/features/workflow/decision.js'
import type { WorkflowDefinition } from '../../src/features/workflow/definition.js'
import type { MaterialInput } from '../../src/features/workflow/material-input.js'
import { type Caller, SYSTEM_CALLER } from '../../src/shared/caller.js'
import { newId } from '../../src/shared/ids.js'
import { OWN_ORGAN, personOf, SYSTEM_ACTOR } from './actor.js'
import type { Deed, Paper, PlainItem, Standing, Verdict } from './intake-judge.js'
import { DEFAULT_MONITOR_RULES, foodBusinessLicence, NATIONAL_CALENDAR, TWO_STEP } from './sample.js'

const FIELDS = Object.entries(
  (foodBusinessLicence.form.schema as { properties: Record<string, { examples?: unknown[] }> }).properties,
).map(([name, { examples = [] }]) => [name, examples[0]] as const)
const FORM = Object.fromEntries(FIELDS.filter(([, example]) => example !== undefined))

/** The item as the product knows it. */
export function documentOf(item: PlainItem): ItemDocument {
  const [pattern] = foodBusinessLicence.materials
  if (pattern === undefined) throw new Error('the licence has materials')
  const { correctionDays: _, ...document } = foodBusinessLicence
  return {
    ...document,
    type: item.licence ? '01' : '20',
    duplicates: 'allow',
    // All plays are of one applicant, whom a false statement would bar from the next for a year.
    barAfterFalseStatement: false,
    limits: {
      ...document.limits,
      statutory: { ...document.limits.statutory, amount: item.legalDays, unit: 'workingDay' },
    },
    ...(item.daysToCorrect === undefined ? {} : { correctionDays: item.daysToCorrect }),
    materials: item.papers.map(({ code, need, word }) => ({
      ...pattern,
      materialCode: code,
      necessity: NECESSITY[need],
      ...(word
        ? {
            commitment: { promise: '承诺符合条件', checkWithin: { amount: 30, unit: 'workingDay' as const } },
          }
        : {}),
    })),
  }
}

const NECESSITY = { must: 'required', mayComeLater: 'deferrable', mayBeLeftOut: 'optional' } as const

/** Names of fields that a notice may name. */
export const FORM_FIELDS: readonly string[] = Object.keys(FORM).slice(0, 2)

const BOOK = bindBook(
  [{ ...NATIONAL_CALENDAR, parent: null, division: null, organisation: null }],
  DEFAULT_MONITOR_RULES.map((rule) => ({ ...rule, organisation_code: null })),
)

/**
 * Nothing in these plays asks the database but for the organ's name, which no play states: who reaches for more fails. The
 * item is in use all the while.
 */
const WITHOUT_DATABASE = {
  items: { inForce: async () => ({ state: 'IN_USE' }) },
  pool: {
    query: async ({ name }: { name?: string }) => {
      if (name !== 'select-letterheads') throw new Error(`a play asks the database: ${name}`)
      return { rows: [] }
    },
  },
} as unknown as ActContext
const CLERK: Caller = { kind: 'person', issuer: 'issuer', subject: 'somebody', grants: [] }
const OFFICE = personOf(['clerk', 'reviewer', 'issuer', 'lead'])
const APPROVER = personOf(['approver'], { subject: 'issuer|approver' })

/** A case as the product's own pure parts carry it on, from act to act, without a database. */
export class IntakeDesk {
  readonly #document: ItemDocument
  readonly #definition: WorkflowDefinition
  #record: CaseRecord
  readonly #events: EventDraft[] = []

  constructor(item: PlainItem, papers: readonly Paper[], on: string) {
    this.#document = documentOf(item)
    this.#definition = { ...TWO_STEP, automaticConsequences: item.automatic }
    const materials = papers.map(materialInput)
    const application = {
      applicantType: 'legal' as const,
      represented: false,
      answers: {},
      form: FORM,
      materials,
    }
    const found = checkIntake(this.#document, application, true, on)
    if (found.errors.length > 0) throw new Error(JSON.stringify(found.errors))
    this.#record = draftOf(this.#document, materials, found.missing, on)
    this.#around = this.#surroundings(on, OFFICE)
    const submitted = decide(situationOf({ record: this.#record, around: this.#around }), {
      action: 'submit',
    })
    if (submitted.kind === 'refusal') throw new Error(submitted.detail.en)
    this.#apply(submitted)
  }

  #around: Surroundings

  #surroundings(today: string, actor: Surroundings['actor']): Surroundings {
    return {
      document: this.#document,
      definition: this.#definition,
      calendars: BOOK,
      actor,
      organs: [],
      now: `${today}T01:00:00.000000Z`,
      today,
      newId,
      draftDays: 90,
    }
  }

  /** As the door does it (acts/act-on-case.ts): what the law attaches to a day that has passed comes first. */
  async act(deed: Deed, today: string): Promise<Verdict> {
    this.#around = this.#surroundings(today, SYSTEM_ACTOR)
    const overdue = overdueConsequence({ record: this.#record, around: this.#around })
    if (overdue !== undefined && (await this.#carryOut({ action: overdue }, SYSTEM_CALLER)))
      return 'law first'
    const isDecision = deed.do === 'grant' || deed.do === 'refuse' || deed.do === 'close'
    this.#around = this.#surroundings(today, isDecision ? APPROVER : OFFICE)
    return (await this.#carryOut(commandOf(deed), CLERK)) ? 'done' : 'no'
  }

  async #carryOut(command: Command | { look: string; wanting: boolean }, caller: Caller): Promise<boolean> {
    const hand = { record: this.#record, around: this.#around, row: {} as CaseReadRow, asStaff: true }
    const prepared =
      'look' in command
        ? inspectMaterial(WITHOUT_DATABASE, hand, {
            action: 'inspectMaterial',
            materialId:
              this.#record.materials.find((each) => each.materialCode === command.look)?.materialId ?? '',
            result: command.wanting ? 'defective' : 'ok',
            ...(command.wanting ? { reason: '不清晰' } : {}),
          })
        : await doLegalAct(WITHOUT_DATABASE, hand, caller, command)
    if (prepared.kind !== 'prepared') return false
    this.#record = prepared.record
    this.#apply(prepared.decision)
    return true
  }

  #apply(decision: Decision): void {
    this.#record = applyDecision(this.#record, decision, this.#around).record
    this.#events.push(...decision.events)
  }

  standing(): Standing {
    const { status, receivedOn, acceptedOn, facts, clocks, resultType } = this.#record
    const running = (kind: string) =>
      clocks
        .filter((clock) => clock.kind === kind && !isStopped(clock))
        .map((clock) => dueOn(clock, BOOK.calendarOf(clock.calendar)).dueOn ?? '')
        .sort()
    return {
      status,
      received: receivedOn,
      accepted: acceptedOn,
      how: facts.acceptMode,
      missing: [...facts.missing].sort(),
      asked: status === 'AWAITING_CORRECTION' ? [...(facts.correction?.openMaterials ?? [])].sort() : [],
      promises: facts.deferred.map(
        ({ materialCode, dueOn: until, suppliedOn }) => `${materialCode} ${until} ${suppliedOn ?? ''}`,
      ),
      words: (facts.pledges ?? []).map(({ materialCode }) => materialCode).sort(),
      last: {
        intake: running('INTAKE_5D'),
        correction: running('CORRECTION'),
        promises: running('DEFERRED'),
      },
      toldAgain: this.#events.flatMap(({ behaviour }) =>
        behaviour?.rule === 'CORRECT_TWICE' ? [behaviour.times] : [],
      ),
      result: resultType,
    }
  }

  /** What the office sees of the case: enough to act sensibly, most of the time. */
  get seen(): {
    status: string
    missing: string[]
    defective: string[]
    asked: { codes: string[]; fields: string[] }
  } {
    const { status, facts, materials } = this.#record
    return {
      status,
      missing: facts.missing,
      defective: materials.flatMap(({ materialCode, inspection }) =>
        inspection?.result === 'defective' ? [materialCode] : [],
      ),
      asked: { codes: facts.correction?.openMaterials ?? [], fields: facts.correction?.openFields ?? [] },
    }
  }
}

function draftOf(
  document: ItemDocument,
  materials: MaterialInput[],
  missing: string[],
  on: string,
): CaseRecord {
  const now = `${on}T01:00:00.000000Z`
  return {
    id: newId(),
    caseNo: 'case',
    version: 0,
    status: 'DRAFT',
    itemCode: document.itemCode,
    itemVersion: 1,
    itemName: document.name,
    itemType: document.type,
    organisationCode: OWN_ORGAN,
    divisions: [],
    decidingDivisions: [],
    organ: { code: OWN_ORGAN, divisions: [] },
    askedOrgans: [],
    channel: 'WINDOW',
    facts: {
      applicantName: '乐山示例餐饮有限公司',
      applicantType: 'legal',
      answers: {},
      form: FORM,
      externalNos: [],
      warnings: [],
      documents: 0,
      missing,
      correctionsGiven: 0,
      deferred: [],
      specials: [],
      acts: [],
    },
    queryCodeHash: Buffer.alloc(0),
    createdBy: 'issuer|somebody',
    createdAt: now,
    updatedAt: now,
    parties: [],
    materials: materials.map((input): Material => materialOf(input, now)),
    clocks: [],
    tasks: [],
  }
}

export function materialInput({ code: materialCode, as }: Paper): MaterialInput {
  switch (as) {
    case 'paper':
      return { materialCode, source: 'paper' }
    case 'noCopies':
      return { materialCode, source: 'paper', copies: 0 }
    case 'licence':
      return { materialCode, source: 'licence', licence: { type: '营业执照', number: '1' } }
    case 'blankLicence':
      return { materialCode, source: 'licence', licence: { type: ' ', number: '1' } }
    case 'register':
    case 'dossier':
      return { materialCode, source: as, reference: 'look-up-1' }
    case 'word':
      return { materialCode, source: 'commitment' }
    case 'later':
      return { materialCode, source: 'deferred' }
  }
}

const REASON = '不清晰，请重新提交该材料'

/** A deed as an action with its input; a look is no action. */
export function commandOf(deed: Deed): Command | { look: string; wanting: boolean } {
  switch (deed.do) {
    case 'look':
      return { look: deed.code, wanting: deed.wanting }
    case 'tell':
      return {
        action: 'requestCorrection',
        items: [
          ...deed.codes.map((materialCode) => ({ materialCode, reason: REASON })),
          ...deed.fields.map((field) => ({ field, reason: REASON })),
        ],
        ...(deed.again ? { correctedDefective: true } : {}),
      }
    case 'bring':
      // The form says what it said: the applicant stands by each field that the notice asked for.
      return {
        action: 'submit',
        ...broughtWith(deed),
        ...(deed.fields.length === 0 ? {} : { unchanged: deed.fields }),
      }
    case 'mend':
      return { action: 'correctOnTheSpot', note: '当场更正', ...broughtWith(deed) }
    case 'accept':
      return { action: 'accept' }
    case 'acceptLater':
      return {
        action: 'acceptWithDeferral',
        deferred: deed.promises.map(({ code, until }) => ({
          materialCode: code,
          ...(until === undefined ? {} : { dueOn: until }),
        })),
        promise: '承诺按期补交',
      }
    case 'turnAway':
      return {
        action: 'refuseAcceptance',
        ground: deed.ground,
        reason: '申请事项依法不属于本机关职权范围',
        ...(deed.named ? { competentAuthority: '县市场监督管理局' } : {}),
      }
    case 'readThrough':
      return { action: 'preReview' }
    case 'notNeeded':
      return { action: 'declareNotRequired', reason: '该事项依法不需要取得行政许可' }
    case 'supply':
      return { action: 'supplyMaterials', materials: deed.papers.map(materialInput) }
    case 'startReview':
      return { action: 'startReview' }
    case 'finishStep':
      return { action: 'completeStep', opinion: '同意' }
    case 'grant':
      return { action: 'approve' }
    case 'refuse':
      return { action: 'deny', reason: '经营场所不符合食品安全标准的要求' }
    case 'close':
      return { action: 'close' }
    case 'deliver':
      return { action: 'deliver', method: 'pickup' }
    case 'takeBack':
      return { action: 'withdraw', reason: '申请人要求撤回' }
    case 'end':
      return { action: 'terminate', ground: deed.ground, reason: '申请人死亡或者法人终止' }
    case 'void':
      return { action: 'void', reason: '重复录入' }
  }
}

const broughtWith = ({ papers, fields }: { papers: Paper[]; fields: string[] }) => ({
  ...(papers.length === 0 ? {} : { materials: papers.map(materialInput) }),
  ...(fields.length === 0 ? {} : { form: Object.fromEntries(fields.map((field) => [field, FORM[field]])) }),
})
