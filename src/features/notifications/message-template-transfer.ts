import { Type } from 'typebox'
import { Strict } from '../../http/schemas.js'
import { canonicalJson } from '../../shared/canonical-json.js'
import { ruleViolated } from '../../shared/problem.js'
import { defineKind, eachLine } from '../transfer/kind.js'
import { type MessageTemplate, messageTemplateKey } from './message-template.js'
import { messageTemplateMembers } from './message-template-schemas.js'
import { publishMessageTemplate } from './message-template-service.js'
import { selectMessageTemplate, selectNewest, selectTemplatesAfter } from './message-template-store.js'

const PAGE = 200
const Line = Strict({
  ...messageTemplateMembers,
  version: Type.Optional(
    Type.Integer({ minimum: 1, description: 'Its number; absent: the next one, where it differs (版本)' }),
  ),
})

/** Templates of messages (消息模板) in all their versions: what was told names the one that it was made of. */
export const MESSAGE_TEMPLATE_LINES = defineKind(Line, {
  name: 'messageTemplates',
  roles: ['cataloguer', 'operator'],
  most: 50,
  codeMember: 'kind',
  codeOf: ({ version, organisation, kind }) => {
    const key = messageTemplateKey(organisation, kind)
    return version === undefined ? key : `${key} ${version}`
  },
  put: eachLine(async ({ db, caller }, { version, ...given }) => {
    const key = messageTemplateKey(given.organisation, given.kind)
    const newest = await selectNewest(db, key)
    const before = version === undefined ? newest : await selectMessageTemplate(db, key, version)
    if (before !== undefined && canonicalJson(before.content) === canonicalJson(given.content))
      return 'unchanged'
    if (version !== undefined && before !== undefined) throw ruleViolated('/version', 'VERSION_FIXED', FIXED)
    if (version !== undefined && version < (newest?.version ?? 0))
      throw ruleViolated('/version', 'VERSION_ORDER', ORDER)
    await publishMessageTemplate(db, given, caller, version)
    return newest === undefined ? 'created' : 'changed'
  }),
  async read(db, _caller, after) {
    const from = after === undefined ? (['', 0] as const) : (JSON.parse(after) as [string, number])
    const rows = await selectTemplatesAfter(db, from, PAGE)
    const last = rows.length < PAGE ? undefined : rows.at(-1)
    return {
      lines: rows.map(withoutKey),
      ...(last === undefined ? {} : { last: JSON.stringify([last.key, last.version]) }),
    }
  },
})

const withoutKey = ({ key: _key, ...line }: MessageTemplate) => line

const FIXED = {
  en: 'This version is here and reads differently: what was published stays as it is',
  zh: '该版本已存在且内容不同，已发布的版本不能更改',
}
const ORDER = { en: 'A newer version is here already', zh: '已有更新的版本' }
