import { error, finder, type Rule, warning } from '../../../shared/finding.js'
import { checkRule } from '../../../shared/rule-check.js'
import { fieldsOfCase } from '../../workflow/checks/case-fields.js'
import { longestWay } from '../../workflow/checks/longest-way.js'
import type { WorkflowDefinition } from '../../workflow/definition.js'
import { organsIn } from '../../workflow/organs.js'
import type { ItemDocument } from '../item-document.js'
import { schemaFault } from '../questions/form-schema.js'
import type { CheckContext } from './check-context.js'
import type { Finding } from './finding.js'
import { compareLimits } from './limit-order.js'

/** Whether the procedure of an item fits the item. */
export const WORKFLOW_FIT_RULES = {
  PROCEDURE_LONGER: warning(
    ['流程各环节时限之和超过承诺时限', 'The steps of the procedure take longer than what is promised'],
    [
      '缩短环节时限，或者改用其他流程、延长承诺时限',
      'Shorten limits of steps, use another procedure or promise more',
    ],
  ),
  ON_THE_SPOT_PROCEDURE: error(
    ['即办件的流程不能当场办结', 'The procedure of an item on the spot cannot be done in one act'],
    [
      '改用允许当场办结、不要求双人办理的流程，或者改为承诺件',
      'Use a procedure with onTheSpot and without four eyes, or promise a limit',
    ],
  ),
  ON_THE_SPOT_WINDOW: error(
    ['即办件没有可当场决定的窗口', 'No window decides an item that is done on the spot'],
    ['列出一个可当场决定的窗口，或者改为承诺件', 'Name a window that decides, or promise a limit'],
  ),
  PROCEDURE_FIELD_UNKNOWN: error(
    ['流程条件引用了本事项没有的字段', 'A condition of the procedure names a field that the item has not'],
    [
      '在表单或者问题中增加该字段，或者改用其他流程',
      'Add the field or the question, or use another procedure',
    ],
  ),
} as const satisfies Record<string, Rule>

const found = finder(WORKFLOW_FIT_RULES)

/** The procedure must keep what the item promises and ask for what the item knows (流程与事项的一致性). */
export function checkWorkflowFit(
  document: ItemDocument,
  { procedures, decidedAtWindow }: CheckContext,
): Finding[] {
  const procedure = procedures?.get(document.workflow)
  const ofWindows = checkDeciding(document, decidedAtWindow?.get(document.itemCode))
  if (procedure === undefined) return ofWindows
  return [
    ...checkOnTheSpot(document, procedure),
    ...ofWindows,
    ...checkLength(document, procedure),
    ...checkFields(document, procedure),
  ]
}

/** Whether the item, or a variant of it, is handled in one act at a window (即办). */
function isOnTheSpot({ handling, limits, variants = [] }: ItemDocument): boolean {
  const ways = variants.length === 0 ? [{ handling, limits }] : variants
  // Where a promise of days says otherwise, that is the fault which is told.
  return ways.some(
    (way) => (way.handling ?? handling) === 'onTheSpot' && (way.limits ?? limits).promised.amount === 0,
  )
}

/** What is promised for the spot is refused with 409 where the procedure wants a second person. */
const checkOnTheSpot = (document: ItemDocument, { onTheSpot, fourEyes }: WorkflowDefinition): Finding[] =>
  !isOnTheSpot(document) || (onTheSpot && !fourEyes) ? [] : [found('ON_THE_SPOT_PROCEDURE', '/workflow')]

/**
 * What windows may do stands in their register, which cases ask; where it does not know the item yet, the record says it, and
 * one without windows is done where the centres will say.
 */
function checkDeciding(document: ItemDocument, known: boolean | undefined): Finding[] {
  if (!isOnTheSpot(document)) return []
  const isDecided = known ?? document.windows?.some(({ authority }) => authority === 'decides') ?? true
  return isDecided ? [] : [found('ON_THE_SPOT_WINDOW', '/windows')]
}

function checkLength({ handling, limits }: ItemDocument, procedure: WorkflowDefinition): Finding[] {
  if (handling === 'onTheSpot') return []
  const { amount, unit, path } = longestWay(procedure)
  if (unit === undefined || compareLimits({ amount, unit }, limits.promised) !== 'longer') return []
  const way = path.join(' → ')
  const message = {
    en: `The steps ${way} may take ${amount} ${unit === 'day' ? 'days' : 'working days'}, more than is promised`,
    zh: `环节 ${way} 的时限合计 ${amount} ${unit === 'day' ? '日' : '个工作日'}，超过承诺时限`,
  }
  return [found('PROCEDURE_LONGER', '/workflow', message)]
}

function checkFields({ form, questions }: ItemDocument, definition: WorkflowDefinition): Finding[] {
  const { steps } = definition
  // A form that cannot be read is told of once, and not here.
  const fields =
    schemaFault(form.schema) === undefined
      ? Object.keys((form.schema.properties ?? {}) as object).map((name) => `form.${name}`)
      : ['form']
  const asked = questions.map(({ key }) => `answers.${key}`)
  const known = new Set([...fields, ...asked, ...fieldsOfCase(definition)])
  const ofOrgans = steps.flatMap((step) =>
    organsIn(step).flatMap((organ) =>
      typeof organ === 'string'
        ? []
        : checkRule(organ, known).map(({ message }) =>
            found('PROCEDURE_FIELD_UNKNOWN', '/workflow', {
              en: `The organ of step ${step.key}: ${message.en}`,
              zh: `环节 ${step.key} 的机关：${message.zh}`,
            }),
          ),
    ),
  )
  const ofWays = steps.flatMap(({ key, next }) =>
    next.flatMap(({ to, when }) =>
      checkRule(when ?? true, known).map(({ message }) =>
        found('PROCEDURE_FIELD_UNKNOWN', '/workflow', {
          en: `Step ${key} for ${to}: ${message.en}`,
          zh: `环节 ${key} 通往 ${to}：${message.zh}`,
        }),
      ),
    ),
  )
  return [...ofWays, ...ofOrgans]
}
