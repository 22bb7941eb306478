import type { Deps } from '../../deps.js'
import type { EventActor } from '../../events/event-parts.js'
import type { Drawing } from '../../http/picture.js'
import type { Caller } from '../../shared/caller.js'
import type { Language } from '../../shared/text.js'
import { say } from '../../shared/text.js'
import { type LegalDate, legalDateOf } from '../../shared/time.js'
import { stepTitle } from '../workflow/grant.js'
import { drawMermaid } from '../workflow/picture/mermaid.js'
import { drawSvg, type StepMark } from '../workflow/picture/svg.js'
import { type Action, actionTitle } from '../workflow/statuses.js'
import type { CaseRecord } from './case.js'
import type { Surroundings } from './case-change.js'
import { takeInHand } from './case-in-hand.js'
import { decidedAsIn, selectEvents } from './read-case.js'

/** Acts that end a step, or send the case back from it. */
const STEP_ENDS: ReadonlySet<string> = new Set(['completeStep', 'returnStep', 'approve', 'deny'])

/**
 * The procedure of a case with what has become of each step (办理流程图): when, for staff by whom, and what is open. 404
 * where the case is not there or not for this caller.
 */
export async function drawCase(
  deps: Deps,
  caller: Caller,
  caseNo: string,
  language: Language,
): Promise<Drawing> {
  const { record, around, asStaff } = await takeInHand(deps, caller, caseNo)
  const ended = (await selectEvents(deps.pool, record.id)).flatMap((row) => {
    const { actor, payload } = JSON.parse(row.document) as Told
    if (!STEP_ENDS.has(row.type) || payload?.step === undefined) return []
    const title = say(
      actionTitle(row.type as Action, record.itemType, decidedAsIn({ record, around })),
      language,
    )
    const by = asStaff ? (actor?.staffNo ?? actor?.organisation) : undefined
    const on = legalDateOf(row.occurred_at)
    return [{ step: payload.step, isBack: row.type === 'returnStep', line: lineOf(title, on, by, language) }]
  })
  const marks = new Map<string, { state: StepMark['state']; lines: string[] }>()
  for (const { step, isBack, line } of ended) {
    const lines = [...(marks.get(step)?.lines ?? []), line]
    marks.set(step, { state: isBack ? 'toCome' : 'done', lines })
  }
  for (const { step, lines } of openSteps(record, language))
    marks.set(step, { state: 'open', lines: [...(marks.get(step)?.lines ?? []), ...lines] })
  const definition = titledFor(around)
  return {
    mermaid: () => drawMermaid(definition, language, marks),
    svg: () => drawSvg(definition, language, marks),
  }
}

/** Where an organ above decides, the last step is the examination (初审转报). */
const titledFor = ({ definition, document }: Surroundings): Surroundings['definition'] => ({
  ...definition,
  steps: definition.steps.map((step) => ({ ...step, title: stepTitle(step, document) })),
})

interface Told {
  actor?: EventActor
  payload?: { step?: string }
}

const lineOf = (title: string, on: LegalDate, by: string | undefined, language: Language): string =>
  by === undefined
    ? `${on} ${title}`
    : say({ zh: `${on} ${title}（${by}）`, en: `${on} ${title} (${by})` }, language)

/** Steps that are open, since when, and what other organs were asked in them. */
function openSteps({ tasks }: CaseRecord, language: Language): { step: string; lines: string[] }[] {
  const open = tasks.filter(({ closedAt }) => closedAt === undefined)
  return open.flatMap(({ kind, step, openedAt }) => {
    if (kind !== 'step') return []
    const since = legalDateOf(openedAt)
    const asked = open.flatMap((task) =>
      task.kind === 'opinion' && task.step === step ? task.organisation : [],
    )
    return [
      {
        step,
        lines: [
          say({ zh: `${since} 起在办`, en: `open since ${since}` }, language),
          ...asked.map((code) => say({ zh: `待 ${code} 出具意见`, en: `waits for ${code}` }, language)),
        ],
      },
    ]
  })
}
