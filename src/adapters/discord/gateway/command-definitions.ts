import {
  ApplicationCommandOptionType,
  ApplicationIntegrationType,
  InteractionContextType,
  PermissionFlagsBits,
} from 'discord.js';

/** One argument of a command, in Discord's own shape. */
export interface CommandOption {
  readonly type: ApplicationCommandOptionType;
  readonly name: string;
  readonly description: string;
  readonly required?: boolean;
  readonly max_length?: number;
}

/** One slash command, in the shape in which Discord registers it. */
export interface CommandDefinition {
  readonly name: string;
  readonly description: string;
  readonly options: readonly CommandOption[];
  /** Permission bits as a decimal string; everybody may use it when missing. */
  readonly default_member_permissions?: string;
  readonly contexts?: readonly InteractionContextType[];
  readonly integration_types?: readonly ApplicationIntegrationType[];
}

const { Boolean: Flag, String: Text, Subcommand } = ApplicationCommandOptionType;

/**
 * The most that the question field takes. The core has a limit of its own and says so in words.
 *
 * @see https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-option-structure
 */
const QUESTION_MAX_LENGTH = 2000;

const COMMANDS: readonly CommandDefinition[] = [
  {
    name: 'asktwin',
    description: 'Ask the AI twin a question; it answers from its files',
    options: [
      {
        type: Text,
        name: 'question',
        description: 'What do you want to know?',
        required: true,
        max_length: QUESTION_MAX_LENGTH,
      },
      { type: Flag, name: 'private', description: 'Show the answer to you alone' },
    ],
    contexts: [InteractionContextType.Guild, InteractionContextType.BotDM],
  },
  {
    name: 'reingest',
    description: "Bring the twin's knowledge up to date with its files",
    options: [
      { type: Flag, name: 'dry-run', description: 'Only say what would change' },
      { type: Flag, name: 'rollback', description: 'Go back to the version before instead' },
    ],
    default_member_permissions: String(PermissionFlagsBits.ManageGuild),
    contexts: [InteractionContextType.Guild],
  },
  {
    name: 'twin',
    description: 'About the twin, your limit and your data',
    options: [
      { type: Subcommand, name: 'about', description: 'What the twin is, and what it keeps' },
      { type: Subcommand, name: 'quota', description: 'How many questions you have left' },
      { type: Subcommand, name: 'forget', description: 'Delete everything that is kept about you' },
    ],
    contexts: [InteractionContextType.Guild, InteractionContextType.BotDM],
  },
];

/** The twin's commands for one scope. Contexts and installation kinds exist for global commands only. */
export function toCommandDefinitions({ isGlobal }: { readonly isGlobal: boolean }): readonly CommandDefinition[] {
  return COMMANDS.map(({ contexts, ...command }) =>
    isGlobal
      ? { ...command, ...(contexts && { contexts }), integration_types: [ApplicationIntegrationType.GuildInstall] }
      : command,
  );
}
