// The commonest short codes. Unicode emoji need no table.

const TABLE = new Map(`
+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|ok_hand 👌|clap 👏|wave 👋|pray 🙏|raised_hands 🙌|muscle 💪
point_up ☝️|point_down 👇|point_left 👈|point_right 👉|crossed_fingers 🤞|handshake 🤝|eyes 👀|brain 🧠
smile 😄|smiley 😃|grinning 😀|grin 😁|joy 😂|laughing 😆|slightly_smiling_face 🙂|upside_down_face 🙃
wink 😉|blush 😊|innocent 😇|heart_eyes 😍|thinking_face 🤔|neutral_face 😐|expressionless 😑
face_with_rolling_eyes 🙄|smirk 😏|sweat_smile 😅|sweat 😓|cry 😢|sob 😭|scream 😱|confused 😕
worried 😟|disappointed 😞|angry 😠|rage 😡|sleeping 😴|sunglasses 😎|nerd_face 🤓|partying_face 🥳
shrug 🤷|facepalm 🤦|heart ❤️|green_heart 💚|yellow_heart 💛|blue_heart 💙|broken_heart 💔|100 💯
tada 🎉|confetti_ball 🎊|sparkles ✨|star ⭐|star2 🌟|fire 🔥|boom 💥|zap ⚡|rocket 🚀|trophy 🏆|medal 🏅
first_place_medal 🥇|gift 🎁|balloon 🎈|dart 🎯|checkered_flag 🏁|triangular_flag_on_post 🚩|white_flag 🏳️
white_check_mark ✅|heavy_check_mark ✔️|ballot_box_with_check ☑️|x ❌|negative_squared_cross_mark ❎
warning ⚠️|no_entry ⛔|no_entry_sign 🚫|octagonal_sign 🛑|rotating_light 🚨|bangbang ‼️|exclamation ❗
question ❓|grey_question ❔|information_source ℹ️|bulb 💡|bell 🔔|no_bell 🔕|mega 📣|loudspeaker 📢
red_circle 🔴|large_orange_circle 🟠|large_yellow_circle 🟡|large_green_circle 🟢|large_blue_circle 🔵
large_purple_circle 🟣|white_circle ⚪|black_circle ⚫|large_red_square 🟥|large_yellow_square 🟨
large_green_square 🟩|large_blue_square 🟦|white_large_square ⬜|black_large_square ⬛
chart_with_upwards_trend 📈|chart_with_downwards_trend 📉|bar_chart 📊|calendar 📆|date 📅|spiral_calendar_pad 🗓️
clipboard 📋|memo 📝|pencil 📝|pencil2 ✏️|page_facing_up 📄|bookmark 🔖|books 📚|book 📖|paperclip 📎
pushpin 📌|round_pushpin 📍|link 🔗|mag 🔍|lock 🔒|unlock 🔓|key 🔑|hammer_and_wrench 🛠️|wrench 🔧|gear ⚙️
package 📦|inbox_tray 📥|outbox_tray 📤|email ✉️|envelope ✉️|incoming_envelope 📨|telephone_receiver 📞|phone ☎️
computer 💻|hourglass ⌛|hourglass_flowing_sand ⏳|alarm_clock ⏰|stopwatch ⏱️|watch ⌚|clock1 🕐|clock9 🕘
arrow_up ⬆️|arrow_down ⬇️|arrow_right ➡️|arrow_left ⬅️|arrow_upper_right ↗️|arrow_lower_right ↘️
arrows_counterclockwise 🔄|repeat 🔁|leftwards_arrow_with_hook ↩️|fast_forward ⏩|rewind ⏪
heavy_plus_sign ➕|heavy_minus_sign ➖|moneybag 💰|dollar 💵|credit_card 💳|briefcase 💼|office 🏢|bank 🏦
handbag 👜|crown 👑|bust_in_silhouette 👤|busts_in_silhouette 👥|speech_balloon 💬|thought_balloon 💭
seedling 🌱|evergreen_tree 🌲|four_leaf_clover 🍀|sunny ☀️|partly_sunny ⛅|cloud ☁️|umbrella ☔|snowflake ❄️
rainbow 🌈|earth_africa 🌍|earth_americas 🌎|coffee ☕|tea 🍵|pizza 🍕|cake 🍰|birthday 🎂|beers 🍻|champagne 🍾
dog 🐶|cat 🐱|bug 🐛|bee 🐝|turtle 🐢|snail 🐌|unicorn_face 🦄|robot_face 🤖|ghost 👻|skull 💀|ship 🚢
one 1️⃣|two 2️⃣|three 3️⃣|four 4️⃣|five 5️⃣|six 6️⃣|seven 7️⃣|eight 8️⃣|nine 9️⃣|keycap_ten 🔟|zero 0️⃣
`.trim().split(/[|\n]/).map((entry) => entry.split(" ")));

const TONES = ["🏻", "🏼", "🏽", "🏾", "🏿"];

/** What may be put under a message with one click. */
export const QUICK_REACTIONS = ["+1", "tada", "eyes", "white_check_mark", "heart", "thinking_face"];

/** The character of a short code, or null. */
export function emoji(name, tone = null) {
  const found = TABLE.get(name);
  return found ? found + (TONES[tone - 2] ?? "") : null;
}
