import { type Static, Type } from 'typebox'
import { Instant, LegalDate, listOf, model, SAID, Strict, strEnum, Uuid } from '../../../http/schemas.js'
import { JOB_STATES } from '../../../jobs/job-schemas.js'
import { FOOD_LICENCE_ITEM_CODE } from '../../../shared/sample-codes.js'
import { type Language, say } from '../../../shared/text.js'
import { isStopped } from '../../deadlines/clock.js'
import { isRefusal } from '../../workflow/decision.js'
import { workflowKey } from '../../workflow/workflow-schemas.js'
import { viewClock } from '../view-clock.js'
import { codeOfRefusal, type Foreseen } from './adoption-service.js'
import type { AdoptionRow } from './adoption-store.js'

const version = (description: string) =>
  Type.Integer({ minimum: 1, maximum: 2_147_483_647, description, examples: [1] })
const codes = (description: string) => Type.Array(Type.String(), { description })

/** What is looked at, and what is ordered. */
export const AdoptionInput = Strict(
  {
    itemCode: Type.String({ minLength: 1, maxLength: 50, examples: [FOOD_LICENCE_ITEM_CODE] }),
    itemVersion: Type.Optional(
      version('Version of the item by which its running cases go on (事项版本); absent: each keeps its own'),
    ),
    workflowVersion: Type.Optional(
      version(
        'Version of the procedure that the item names (流程版本); absent: each keeps its own, unless the new item version names another procedure',
      ),
    ),
    steps: Type.Optional(
      Type.Array(Strict({ from: workflowKey, to: workflowKey }), {
        maxItems: 100,
        description: 'By which step a case goes on where an open one is there no more (环节接续)',
      }),
    ),
    demands: Type.Optional(
      Strict(
        {
          basis: Type.String({
            minLength: 2,
            maxLength: 200,
            pattern: SAID,
            description: 'The statute that demands it of running cases (法律依据)',
            examples: ['《食品安全法》第三十五条'],
          }),
          materials: Type.Array(Type.String({ minLength: 1, maxLength: 50 }), { minItems: 1, maxItems: 100 }),
        },
        {
          description:
            'Without it nothing is demanded anew of a case that was accepted, or was told once what is missing (依法新增材料)',
        },
      ),
    ),
    cases: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 50 }), {
        minItems: 1,
        maxItems: 100,
        description: 'Only these; absent: all that run (指定办件)',
      }),
    ),
  },
  { examples: [{ itemCode: FOOD_LICENCE_ITEM_CODE, itemVersion: 1, workflowVersion: 1 }] },
)

const Refused = Strict({
  caseNo: Type.String(),
  code: Type.String({
    description: 'Stable, e.g. STEP_GONE, PHASE_CHANGES, SITUATION_GONE (原因代码)',
    examples: ['STEP_GONE'],
  }),
  reason: Type.String(),
})

const ForeseenCase = Strict({
  caseNo: Type.String(),
  status: Type.String(),
  itemVersion: Type.Integer({ description: 'By which it goes now (现事项版本)' }),
  workflowVersion: Type.Optional(
    Type.Integer({ description: 'Of its procedure, where it is accepted (现流程版本)' }),
  ),
  steps: Type.Optional(
    Strict({
      kept: codes('Open steps that go on as they are (继续办理)'),
      ended: codes('Open steps that end (终止的在办环节)'),
      opened: codes('Steps that open in their place (接续环节)'),
      doneWithoutPlace: codes('Done, and not in the new version: they stay on record (已办而新版没有的环节)'),
      passedOver: codes('In the new version, and behind this case (新版中不再经过的环节)'),
      toCome: codes('Still to come (后续环节)'),
    }),
  ),
  materials: Type.Optional(
    Strict({
      demanded: codes('Asked anew (新增要求的材料)'),
      spared: codes('Wanted by the new version, and not asked of this case (不向本件要求的材料)'),
      waived: codes('Owed until now, and listed no more (不再要求的材料)'),
      fields: codes('Fields of the form that it has not (新增表单字段)'),
    }),
  ),
  clocks: Type.Optional(
    Type.Array(
      Strict({
        kind: Type.String(),
        due: Type.Optional(LegalDate),
        after: strEnum(['same', 'begins', 'stops']),
      }),
      { description: 'What becomes of its clocks; those that run keep their days (时限)' },
    ),
  ),
  refused: Type.Optional(
    Strict(
      { code: Type.String(), reason: Type.String() },
      { description: 'Why it would stay (不能转用的原因)' },
    ),
  ),
})
export const ForeseenList = listOf(ForeseenCase)
export const RefusedList = listOf(Refused)

export const VersionAdoption = model(
  'VersionAdoption',
  Strict({
    adoptionId: Uuid,
    ordered: AdoptionInput,
    job: Strict({ jobId: Uuid, state: Type.Optional(strEnum(JOB_STATES)) }),
    moved: Type.Integer({ minimum: 0, description: 'Cases that go by the new version (已转用)' }),
    refused: Type.Integer({ minimum: 0, description: 'Cases that stay; see …/refusals (未转用)' }),
    beyond: Type.Integer({
      minimum: 0,
      description: 'Cases of organs beyond the reach of who ordered it: untouched (超出权限)',
    }),
    createdAt: Instant,
    finishedAt: Type.Optional(Instant),
  }),
)

export const viewAdoption = (
  row: AdoptionRow,
  state?: (typeof JOB_STATES)[number],
): Static<typeof VersionAdoption> => ({
  adoptionId: row.id,
  ordered: row.ordered,
  job: { jobId: row.job_id, ...(state === undefined ? {} : { state }) },
  moved: row.moved,
  refused: row.refused,
  beyond: row.beyond,
  createdAt: row.created_at,
  ...(row.finished_at === null ? {} : { finishedAt: row.finished_at }),
})

/** One running case as the preview tells it: no name, no number of a person. */
export function viewForeseen({ record, outcome }: Foreseen, language: Language): Static<typeof ForeseenCase> {
  const common = {
    caseNo: record.caseNo,
    status: record.status,
    itemVersion: record.itemVersion,
    ...(record.workflowVersion === undefined ? {} : { workflowVersion: record.workflowVersion }),
  }
  if (isRefusal(outcome))
    return { ...common, refused: { code: codeOfRefusal(outcome), reason: say(outcome.detail, language) } }
  const { steps, materials, after, around } = outcome
  const { demanded, spared, waived, fields } = materials
  const keys = (tasks: readonly { kind: string; step: string }[]) =>
    tasks.flatMap(({ kind, step }) => (kind === 'step' ? [step] : []))
  const ran = new Map(record.clocks.map((clock) => [clock.clockId, clock]))
  return {
    ...common,
    steps: {
      kept: steps.kept,
      ended: keys(steps.closed),
      opened: keys(steps.opened),
      doneWithoutPlace: steps.doneWithoutPlace,
      passedOver: steps.passedOver,
      toCome: steps.toCome,
    },
    materials: { demanded, spared, waived, fields },
    clocks: after.clocks.flatMap((clock) => {
      const before = ran.get(clock.clockId)
      if (before !== undefined && isStopped(before)) return []
      const { kind, due } = viewClock(clock, after, around)
      const becomes = before === undefined ? 'begins' : isStopped(clock) ? 'stops' : 'same'
      return [{ kind, ...(due === undefined ? {} : { due }), after: becomes as 'same' | 'begins' | 'stops' }]
    }),
  }
}
