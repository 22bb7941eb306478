import { Type } from 'typebox'
import { Strict } from '../../http/schemas.js'
import { defineKind, eachLine } from '../transfer/kind.js'
import { putVersion, readVersions } from '../transfer/versioned-lines.js'
import { messageTemplateKey } from './message-template.js'
import { messageTemplateMembers } from './message-template-schemas.js'
import { publishMessageTemplate } from './message-template-service.js'
import { selectMessageTemplate, selectNewest, selectTemplatesAfter } from './message-template-store.js'

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
    const read = {
      newest: () => selectNewest(db, key),
      named: (number: number) => selectMessageTemplate(db, key, number),
    }
    return putVersion({ version, content: given.content }, read, () =>
      publishMessageTemplate(db, given, caller, version),
    )
  }),
  read: (db, _caller, after) => readVersions(after, (from, limit) => selectTemplatesAfter(db, from, limit)),
})
