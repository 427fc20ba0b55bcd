const toSet = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

/** Products, companies, people and places that are called like everyday words: no place in a sentence makes a plain word of their capital. */
export const NAMES_LIKE_WORDS = toSet(`
  rust python java ruby swift julia elixir crystal scheme basic pascal perl dart scratch nim zig
  react angular ember svelte express nest next remix gatsby meteor backbone flask rails spring play phoenix laravel
  docker puppet chef salt ansible helm consul vault nomad packer vagrant prometheus jaeger sentry
  spark hive pig storm beam flink presto snowflake redshift impala drill airflow prefect dagster
  oracle access excel word outlook teams tableau looker
  unity unreal blender sketch framer canvas canva figma illustrator photoshop
  jest mocha jasmine cypress playwright puppeteer selenium cucumber storybook
  apple amazon meta target shell uber visa stripe box slack zoom discord intel orange sage wise block plaid brex asana notion
  confluence trello atom eclipse sublime bamboo jenkins maven gradle webpack babel parcel vite rollup turbo
  pandas polars arrow keras caffe torch numpy
  linux unix windows debian fedora arch mint bash fish
  cassandra neptune dynamo couch redis rabbit kafka celery pulsar
  bison sass less stylus tailwind bootstrap foundation bulma material
  agile scrum kanban waterfall cobalt go
  blockbuster chevron dell ford google hoover jaguar nestle sprint titan twitter vogue whirlpool xerox yahoo
  amber angel angelica april art august bailey barney bell beryl bill billy bob bobby brad brandy buck carmine carol charity charlie cherry
  christian chuck clement clementine cliff colleen colt daisy dale dawn dean dick dirk dolly don dona drew duke earl ed eddy emery ester
  eve faith fay felicity fern flora frank fritz gale gay gene ginger glen grace grant guy hale hank harry hazel heath heather hector holly
  homer hope iris ivory ivy jack jasmine jasper jay jean jenny jewel jimmy jock joey john johnny josh joy june kay ken kip kit kitty lance
  lane laurel lea lee lily lulu marge margarita maria marina mark martin mason max may meg melody mick mickey mike molly myrtle nelson nick noel
  olive pansy pat patsy patty pearl peg penny peter phoebe pierce pippin randy ray rhea rick rob robin rod roger romeo rose rosemary rusty
  sally sandy sheila sherry sol sonny sue summer ted teddy terry timothy tom tony troy valentine van veronica victor viola violet wade
  warren willy wren
  afghan antarctic arctic bologna boulder burgundy canton chad china cologne cork danish derby dutch french guinea hamburg java jersey
  madras manila march mecca mobile mongol nice orient oxford panama polish riverside scotch shanghai swede turkey ulster welsh`);

/** Technologies that are written in lower case and are no everyday words. */
export const LOWER_CASE_TECHNOLOGIES = toSet(`
  dbt pandas numpy scipy sklearn pytorch tensorflow keras kubectl npm pnpm yarn nginx redis kafka etcd postgres mysql sqlite mongodb
  systemd grpc protobuf webpack vite esbuild eslint vitest jest pytest django flask fastapi rails laravel golang nodejs reactjs vuejs
  jquery typescript javascript kotlin scala haskell erlang clojure ansible terraform helm argocd istio envoy prometheus grafana
  kibana logstash elasticsearch opensearch rabbitmq zookeeper hadoop snowflake bigquery redshift airflow dagster polars matplotlib
  seaborn plotly ggplot tidyverse dplyr jupyter spacy nltk langchain huggingface xgboost lightgbm opencv ffmpeg gstreamer docker
  podman containerd vagrant packer jenkins gitlab bitbucket linux ubuntu debian freertos zephyr arduino micropython sass tailwind
  nextjs nuxt svelte sveltekit angular redux graphql websocket websockets oauth jwt vim neovim emacs tmux zsh git svn perforce
  cmake bazel gradle maven composer phpunit symfony swiftui uikit jetpack xcode unity godot blender figma photoshop excel tableau`);
