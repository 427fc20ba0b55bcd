/**
 * What Discord's API answers instead of doing what it was asked.
 *
 * @see https://docs.discord.com/developers/topics/opcodes-and-status-codes#json
 */
export class ApiFault extends Error {
  override readonly name = 'ApiFault';
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** The faults that the fake raises by itself, by what a client did. */
export const apiFaults = {
  unauthorized: () => new ApiFault(401, 0, '401: Unauthorized'),
  unknownRoute: () => new ApiFault(404, 0, '404: Not Found'),
  unknownChannel: () => new ApiFault(404, 10003, 'Unknown Channel'),
  unknownGuild: () => new ApiFault(403, 50001, 'Missing Access'),
  unknownMessage: () => new ApiFault(404, 10008, 'Unknown Message'),
  unknownWebhook: () => new ApiFault(404, 10015, 'Unknown Webhook'),
  unknownInteraction: () => new ApiFault(404, 10062, 'Unknown interaction'),
  alreadyAcknowledged: () => new ApiFault(400, 40060, 'Interaction has already been acknowledged.'),
  notYours: () => new ApiFault(403, 50005, 'Cannot edit a message authored by another user'),
  emptyMessage: () => new ApiFault(400, 50006, 'Cannot send an empty message'),
  noText: () => new ApiFault(400, 50008, 'Cannot send messages in a non-text channel'),
  missingPermissions: () => new ApiFault(403, 50013, 'Missing Permissions'),
  archived: () => new ApiFault(400, 50083, 'Thread is archived'),
  locked: () => new ApiFault(400, 160005, 'Thread is locked'),
  blockedDm: () => new ApiFault(403, 50007, 'Cannot send messages to this user'),
  expiredToken: () => new ApiFault(401, 50027, 'Invalid Webhook Token'),
  tooLong: () => new ApiFault(400, 50035, 'Invalid Form Body'),
  badForm: (what: string) => new ApiFault(400, 50035, `Invalid Form Body: ${what}`),
} as const;
