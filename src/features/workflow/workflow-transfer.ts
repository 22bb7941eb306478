import { Type } from 'typebox'
import { Strict } from '../../http/schemas.js'
import { canonicalJson } from '../../shared/canonical-json.js'
import { ruleViolated } from '../../shared/problem.js'
import { defineKind, eachLine } from '../transfer/kind.js'
import type { WorkflowDefinition } from './definition.js'
import { definitionMembers } from './workflow-schemas.js'
import { publishDefinition } from './workflow-service.js'
import { selectDefinition, selectDefinitionsAfter } from './workflow-store.js'

const PAGE = 200
const WorkflowLine = Strict({
  ...definitionMembers,
  version: Type.Optional(
    Type.Integer({ minimum: 1, description: 'Its number; absent: the next one, where it differs (版本)' }),
  ),
})

/** Procedures (流程定义) in all their versions: running cases keep theirs. */
export const WORKFLOW_LINES = defineKind(WorkflowLine, {
  name: 'workflows',
  roles: ['cataloguer', 'operator'],
  most: 50,
  codeMember: 'key',
  codeOf: ({ key, version }) => (version === undefined ? key : `${key} ${version}`),
  put: eachLine(async ({ db, caller }, { version, ...given }) => {
    const newest = await selectDefinition(db, given.key)
    const before = version === undefined ? newest : await selectDefinition(db, given.key, version)
    if (before !== undefined && canonicalJson(withoutNumber(before)) === canonicalJson(given))
      return 'unchanged'
    if (version !== undefined && before !== undefined) throw ruleViolated('/version', 'VERSION_FIXED', FIXED)
    if (version !== undefined && version < (newest?.version ?? 0))
      throw ruleViolated('/version', 'VERSION_ORDER', ORDER)
    await publishDefinition(db, given as Omit<WorkflowDefinition, 'version'>, caller, version)
    return newest === undefined ? 'created' : 'changed'
  }),
  forget: ({ workflows }) => workflows.forget(),
  async read(db, _caller, after) {
    const from = after === undefined ? (['', 0] as const) : (JSON.parse(after) as [string, number])
    const rows = await selectDefinitionsAfter(db, from, PAGE)
    const last = rows.length < PAGE ? undefined : rows.at(-1)
    return {
      lines: rows as never[],
      ...(last === undefined ? {} : { last: JSON.stringify([last.key, last.version]) }),
    }
  },
})

const withoutNumber = ({ version: _version, ...definition }: WorkflowDefinition) => definition

const FIXED = {
  en: 'This version is here and reads differently: what was published stays as it is',
  zh: '该版本已存在且内容不同，已发布的版本不能更改',
}
const ORDER = { en: 'A newer version is here already', zh: '已有更新的版本' }
