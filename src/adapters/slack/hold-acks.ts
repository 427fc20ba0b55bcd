import type { App } from '@slack/bolt';

/**
 * Has Slack told that an event was taken only after `written`. Bolt acknowledges events before any listener runs, so that a
 * process that is killed in between loses a question that Slack never sends again. `processBeforeResponse` is no way
 * out: it holds the acknowledgement back until the whole answer stands.
 *
 * @param written resolves when the event may be acknowledged; never rejects, and never takes more than a moment
 */
export function holdAcks(app: App, written: (body: unknown) => Promise<void>): void {
  const processEvent = app.processEvent.bind(app);
  app.processEvent = async (event) => {
    const ready = written(event.body);
    await processEvent({
      ...event,
      async ack(response) {
        await ready;
        await event.ack(response);
      },
    });
  };
}
