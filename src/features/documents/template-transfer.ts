import { Type } from 'typebox'
import { Strict } from '../../http/schemas.js'
import { defineKind, eachLine } from '../transfer/kind.js'
import { putVersion, readVersions } from '../transfer/versioned-lines.js'
import { templateKey } from './template.js'
import { templateMembers } from './template-schemas.js'
import { publishTemplate } from './template-service.js'
import { selectTemplate, selectTemplatesAfter } from './template-store.js'

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
    const read = {
      newest: () => selectTemplate(db, key),
      named: (number: number) => selectTemplate(db, key, number),
    }
    return putVersion({ version, content: given.content }, read, () =>
      publishTemplate(db, given, caller, version),
    )
  }),
  read: (db, _caller, after) => readVersions(after, (from, limit) => selectTemplatesAfter(db, from, limit)),
})
