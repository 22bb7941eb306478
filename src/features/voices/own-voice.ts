import type { FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.js'
import { callerKey } from '../../http/limits.js'
import { countedTry } from '../../http/tries.js'
import type { VoiceKind } from './voice.js'
import { ownVoice, type Voice } from './voice-sight.js'

/** Wrong codes a minute: by caller's address, and by what is asked for. */
const WRONG_BY_CALLER = { name: 'voice by caller', most: 10 }
const WRONG_BY_VOICE = { name: 'code of voice', most: 20 }

/** What who raised it may see; a wrong code is counted, and after some nobody is heard for a while. */
export function askedFor(
  deps: Deps,
  request: FastifyRequest,
  own: { kind: VoiceKind; id: string; queryCode?: string | undefined },
): Promise<Voice> {
  const find = () => ownVoice(deps, deps.pool, own, request.caller)
  if (own.queryCode === undefined) return find()
  const limits = [
    { ...WRONG_BY_CALLER, of: callerKey(request) },
    { ...WRONG_BY_VOICE, of: own.id },
  ]
  return countedTry(deps.pool, limits, find)
}
