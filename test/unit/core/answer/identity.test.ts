import { describe, expect, test } from 'vitest';
import { toIdentityAnswer } from '../../../../src/core/answer/identity.ts';

const MAYA = { name: 'Maya Okafor', headline: '', suggestions: ['What did she study?'] };

describe('what the twin says of itself', () => {
  test.each([
    'Are you an AI?',
    'are you a real person or a bot?',
    'Are you human?',
    'Are you Maya?',
    'are you maya okafor',
    'What are you?',
    'Am I talking to a bot?',
    'Is this an AI',
    'Hello!',
    'Good morning, ',
    'What is your name?',
    'What’s your full name?',
    'Who am I talking to?',
  ])('%j is told that an AI twin speaks', (question) => {
    expect(toIdentityAnswer(question, MAYA)).toMatch(/^I am the AI twin of Maya Okafor: .*never Maya Okafor in person/);
  });

  test.each(['thank you', 'Thanks!', 'ok, thanks a lot', 'Great! Thank you so much'])(
    '%j is welcomed, not introduced to',
    (question) => {
      expect(toIdentityAnswer(question, MAYA)).toBe(
        'You are welcome. Ask me more about Maya Okafor whenever you like.',
      );
    },
  );

  test.each([
    'Who are you?',
    'Thank you for the talk, where was it?',
    'Are you available?',
    'What are you working on?',
    'Have you built a chat bot?',
    'Are you good at machine learning?',
    'Hello, where do you work?',
    'What is an AI twin?',
    'What is your name for the fleet platform?',
  ])('%j is a question like any other', (question) => {
    expect(toIdentityAnswer(question, MAYA)).toBeUndefined();
  });
});
