import { errors } from 'jose'
import type { Text } from '../shared/text.js'

/** Why a token proves nothing. Stands in the log beside the trace id, and in words in the answer. */
export type TokenRefusal =
  | {
      reason:
        | 'unreadable'
        | 'issuer'
        | 'type'
        | 'algorithm'
        | 'key'
        | 'signature'
        | 'notYetValid'
        | 'subject'
        | 'lifetime'
    }
  | { reason: 'expired'; at?: string }
  | { reason: 'audience'; expected: string }
  | { reason: 'claim'; claim: string }

const WORDS: Record<TokenRefusal['reason'], Text> = {
  unreadable: { en: 'The token is no signed JWT', zh: '令牌不是有效的签名 JWT' },
  issuer: {
    en: 'The token’s issuer (iss) is not one that this service trusts',
    zh: '令牌的签发方（iss）不在本服务信任的范围内',
  },
  type: {
    en: 'The token’s type (typ) is not at+jwt; an ID token opens nothing',
    zh: '令牌类型（typ）应为 at+jwt，不能使用 ID 令牌',
  },
  algorithm: { en: 'The token’s algorithm (alg) is not accepted', zh: '令牌的签名算法（alg）不被接受' },
  key: {
    en: 'The token’s key (kid) is not among those that its issuer publishes',
    zh: '签发方公布的密钥中没有令牌所用的密钥（kid）',
  },
  signature: { en: 'The token’s signature is not its issuer’s', zh: '令牌签名与签发方不符' },
  notYetValid: { en: 'The token is not valid yet (nbf)', zh: '令牌尚未生效（nbf）' },
  subject: {
    en: 'The token’s subject (sub) is not a text of 1 to 255 characters',
    zh: '令牌的主体（sub）应为 1 至 255 个字符的文本',
  },
  lifetime: { en: 'The token lives longer than this service allows', zh: '令牌有效期超过本服务允许的上限' },
  expired: { en: 'The token has expired', zh: '令牌已过期' },
  audience: { en: 'The token is meant for another audience (aud)', zh: '令牌的受众（aud）不是本服务' },
  claim: { en: 'The token lacks a claim, or one of them is wrong', zh: '令牌缺少声明，或其中一项不正确' },
}

/** The reason in a sentence. It names nothing of the token but its expiry: a token is a secret, its subject a person. */
export function refusalInWords(refusal: TokenRefusal): Text {
  const { en, zh } = WORDS[refusal.reason]
  const [moreEn, moreZh] = particularsOf(refusal)
  return { en: `${en}${moreEn}.`, zh: `${zh}${moreZh}。` }
}

function particularsOf(refusal: TokenRefusal): [string, string] {
  if (refusal.reason === 'expired' && refusal.at !== undefined)
    return [` (at ${refusal.at})`, `（${refusal.at}）`]
  if (refusal.reason === 'audience') return [`; expected ${refusal.expected}`, `，应为 ${refusal.expected}`]
  if (refusal.reason === 'claim') return [`: ${refusal.claim}`, `：${refusal.claim}`]
  return ['', '']
}

/** WWW-Authenticate by RFC 6750 §3; its description is in ASCII, so always in English. */
export function bearerChallenge(refusal: TokenRefusal): string {
  const words = refusalInWords(refusal)
    .en.replaceAll('’', "'")
    .replaceAll(/[^ !#-[\]-~]/g, '')
  return `Bearer error="invalid_token", error_description="${words}"`
}

/** What the library found, as a reason. */
export function refusalOf(error: errors.JOSEError, audience: string): TokenRefusal {
  if (error instanceof errors.JWTExpired) return { reason: 'expired', ...expiryOf(error.payload.exp) }
  if (error instanceof errors.JWTClaimValidationFailed) return refusedClaim(error, audience)
  if (error instanceof errors.JWSSignatureVerificationFailed) return { reason: 'signature' }
  if (error instanceof errors.JOSEAlgNotAllowed) return { reason: 'algorithm' }
  return { reason: 'unreadable' }
}

/** Seconds since 1970 as an instant, where they are one. */
export const expiryOf = (exp: unknown): { at?: string } =>
  typeof exp === 'number' && Math.abs(exp) < 8e12 ? { at: new Date(exp * 1000).toISOString() } : {}

function refusedClaim({ claim, reason }: errors.JWTClaimValidationFailed, audience: string): TokenRefusal {
  if (claim === 'typ') return { reason: 'type' }
  if (claim === 'aud') return { reason: 'audience', expected: audience }
  if (claim === 'iss') return { reason: 'issuer' }
  if (claim === 'nbf' && reason === 'check_failed') return { reason: 'notYetValid' }
  return { reason: 'claim', claim }
}
