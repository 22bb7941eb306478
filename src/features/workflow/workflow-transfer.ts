import { canonicalJson } from '../../shared/canonical-json.js'
import { defineKind, eachLine } from '../transfer/kind.js'
import type { WorkflowDefinition } from './definition.js'
import { NewDefinition } from './workflow-schemas.js'
import { publishDefinition } from './workflow-service.js'
import { selectDefinition, selectDefinitions } from './workflow-store.js'

/** Procedures (流程定义) in their newest version; what differs is published as the next one. */
export const WORKFLOW_LINES = defineKind(NewDefinition, {
  name: 'workflows',
  roles: ['cataloguer', 'operator'],
  most: 50,
  codeMember: 'key',
  codeOf: ({ key }) => key,
  put: eachLine(async ({ db, caller }, line) => {
    const before = await selectDefinition(db, line.key)
    if (before !== undefined && canonicalJson(lineOf(before)) === canonicalJson(line)) return 'unchanged'
    await publishDefinition(db, line as Omit<WorkflowDefinition, 'version'>, caller)
    return before === undefined ? 'created' : 'changed'
  }),
  async read(db) {
    return { lines: (await selectDefinitions(db)).map(lineOf) as never[] }
  },
})

const lineOf = ({ version: _version, ...definition }: WorkflowDefinition) => definition
