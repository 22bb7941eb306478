import { Type } from 'typebox'
import { Strict } from '../../http/schemas.js'
import { canonicalJson } from '../../shared/canonical-json.js'
import { ruleViolated } from '../../shared/problem.js'
import { defineKind, eachLine } from '../transfer/kind.js'
import { type Template, templateKey } from './template.js'
import { templateMembers } from './template-schemas.js'
import { publishTemplate } from './template-service.js'
import { selectTemplate, selectTemplatesAfter } from './template-store.js'

const PAGE = 200
const TemplateLine = Strict({
  ...templateMembers,
  version: Type.Optional(
    Type.Integer({ minimum: 1, description: 'Its number; absent: the next one, where it differs (版本)' }),
  ),
})

/** Templates of documents (文书模板) in all their versions: what was issued tells by which it was made. */
export const TEMPLATE_LINES = defineKind(TemplateLine, {
  name: 'documentTemplates',
  roles: ['cataloguer', 'operator'],
  most: 50,
  codeMember: 'kind',
  codeOf: ({ version, ...given }) =>
    version === undefined ? templateKey(given) : `${templateKey(given)} ${version}`,
  put: eachLine(async ({ db, caller }, { version, ...given }) => {
    const key = templateKey(given)
    const newest = await selectTemplate(db, key)
    const before = version === undefined ? newest : await selectTemplate(db, key, version)
    if (before !== undefined && canonicalJson(before.content) === canonicalJson(given.content))
      return 'unchanged'
    if (version !== undefined && before !== undefined) throw ruleViolated('/version', 'VERSION_FIXED', FIXED)
    if (version !== undefined && version < (newest?.version ?? 0))
      throw ruleViolated('/version', 'VERSION_ORDER', ORDER)
    await publishTemplate(db, given, caller, version)
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

const withoutKey = ({ key: _key, ...line }: Template) => line

const FIXED = {
  en: 'This version is here and reads differently: what was published stays as it is',
  zh: '该版本已存在且内容不同，已发布的版本不能更改',
}
const ORDER = { en: 'A newer version is here already', zh: '已有更新的版本' }
