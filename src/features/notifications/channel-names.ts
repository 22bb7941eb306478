/** Ways out of the house (渠道). The inbox (站内消息) is none: every message lies there. */
export const CHANNEL_NAMES = ['sms', 'email', 'webhook'] as const
export type ChannelName = (typeof CHANNEL_NAMES)[number]
