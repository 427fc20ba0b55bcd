/** The release, as in `package.json`, which stands at another place when the program is compiled. */
export const VERSION = '0.1.0';
