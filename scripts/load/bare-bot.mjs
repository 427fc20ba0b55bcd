// The least that a bot does with the same SDKs: acknowledges a command, asks the model, shows the text as it grows. It searches
// nothing, keeps nothing, limits nothing and checks nothing. What asktwin costs is measured against it.
import { Client, Events } from 'discord.js';
import Groq from 'groq-sdk';

const EDIT_EVERY_MS = 1250;
const { DISCORD_TOKEN, DISCORD_API_URL, GROQ_BASE_URL, GROQ_API_KEY, ENDING } = JSON.parse(process.argv[2] ?? '{}');

const groq = new Groq({ apiKey: GROQ_API_KEY, baseURL: GROQ_BASE_URL });
const client = new Client({ intents: [], allowedMentions: { parse: [] }, rest: { api: DISCORD_API_URL } });

client.on(Events.InteractionCreate, (interaction) => void answer(interaction));
client.once(Events.ClientReady, () => void register());
await client.login(DISCORD_TOKEN);

async function answer(interaction) {
  await interaction.deferReply();
  const question = interaction.options.getString('question');
  const stream = await groq.chat.completions.create({
    model: 'openai/gpt-oss-20b',
    stream: true,
    max_completion_tokens: 1000,
    messages: [{ role: 'user', content: question }],
  });
  let text = '';
  let editedAt = 0;
  let editing = Promise.resolve();
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta?.content ?? '';
    if (text === '' || Date.now() < editedAt + EDIT_EVERY_MS) continue;
    editedAt = Date.now();
    editing = interaction.editReply({ content: text });
  }
  await editing;
  await interaction.editReply({ content: `${text}\n\n${ENDING}` });
}

async function register() {
  const question = { type: 3, name: 'question', description: 'What to ask', required: true };
  await client.application.commands.set([{ name: 'asktwin', description: 'Asks', options: [question] }]);
  process.stdout.write('ready\n');
}
