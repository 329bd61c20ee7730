"""Words that say nothing of what a text is about, by language.

English as `bot.practice.story_query` has them; the others after the lists of the Snowball project
(M. Porter, BSD licence), shortened. To each come words of praise and politeness: what people feel
is in the score.
"""

from bot.model import Language
from bot.practice.story_query import STOP

ENGLISH = """
    also always anything as bit could couldn didn doesn done even ever everything get gets getting
    good got great hadn happy hasn haven isn just kind like lot made make makes many maybe may
    might much never nice nothing one ok okay please quite rather really see since something still
    thank thanks thing things think though use used using us very want wasn way well went weren
    without won would wouldn yes yet"""
GERMAN = """
    aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes
    auch auf aus bei beim bin bis bisher bist bitte da damit dann danke das dass dasselbe dazu
    dein deine dem den denn der des dich die dies diese diesem diesen dieser dieses dir doch dort
    du durch ein eine einem einen einer eines einfach einig einige einigen einmal er es etwas euch
    euer eure für gegen ganz gar gerne gewesen gut gute guten guter gutes hab habe haben hat hatte
    hatten hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer immer im in indem ins ist
    ja jede jedem jeden jeder jedes jene jetzt kann kein keine keinem keinen keiner können könnte
    leider machen man manche mehr mein meine mich mir mit muss nach nicht nichts noch nun nur ob
    oder ohne schon sehr sein seine seit selbst sich sie sind so solche soll sollte sondern sonst
    super toll über um und uns unse unser unsere unseren unter vielen viel viele vom von vor
    während war waren warst was weg weil weiter welche wenn werde werden wie wieder will wir wird
    wirst wo wollen wollte würde würden zu zum zur zwar zwischen wäre zufrieden"""
FRENCH = """
    ai aie ainsi alors après as au aucun aurait aussi autre aux avait avant avec avez avoir avons
    bien bon bonne car ce cela ces cet cette ceux chaque ci comme comment c d dans de depuis des
    deux dit donc du elle elles en encore entre es est et étaient était être eu fait faire faut
    fois font hors ici il ils j je jamais juste l la le les leur leurs lui là m ma mais me merci
    mes moi moins mon même n ne ni non nos notre nous on ont ou où par parfait pas peu peut plus
    pour pourquoi pouvoir qu quand que quel quelle quelles quels qui rien s sa sans satisfait se
    sera serait ses si son sont sous suis sur t ta te tes toi ton toujours tous tout toute toutes
    tres très trop tu un une vers via voir vos votre vous y à ça été"""
SPANISH = """
    a al algo algunas algunos ante antes aquí así aun aunque bien bueno buena cada casi como con
    contra cual cuando cómo de del desde donde dos durante e el él ella ellas ellos en entre era
    eran es esa esas ese eso esos esta está estaba están estar estas este esto estos estoy fue
    fueron gracias gran ha haber había hace hacer hacia han hasta hay he hemos la las le les lo
    los más mas me mejor mi mis mucha muchas mucho muchos muy nada ni no nos nosotros nuestra
    nuestro nunca o os otra otras otro otros para parece pero poco por porque puede puedo pues que
    qué quien se sea ser si sí sido siempre sin sobre solo sólo somos son su sus suya suyo también
    tan tanto te tenemos tener tengo ti tiene tienen toda todas todo todos tu tus tuve un una uno
    unos va y ya yo"""
PORTUGUESE = """
    a ao aos aquela aquele aquilo as assim até à às bem bom boa cada com como da das de dela dele
    deles depois do dos e ela elas ele eles em entre era eram essa essas esse esses esta estamos
    estar estas estava este estes estou está estão eu faz fazer foi fomos for foram há isso isto
    já la lhe lo mais mas me melhor mesmo meu meus minha muita muitas muito muitos na nada nas nem
    no nos nossa nosso nossos num numa não nós nunca o obrigada obrigado os ou outra outro para
    pela pelas pelo pelos pode por porque posso pouco qual quando que quem se sem sempre ser será
    seu seus sim sobre somos sou sua suas são só também te tem temos tenho ter teu teve toda todas
    todo todos tu tua tudo têm um uma umas uns você vocês"""
STOP_WORDS = {
    Language.ENGLISH: STOP | frozenset(ENGLISH.split()),
    Language.GERMAN: frozenset(GERMAN.split()),
    Language.FRENCH: frozenset(FRENCH.split()),
    Language.SPANISH: frozenset(SPANISH.split()),
    Language.PORTUGUESE: frozenset(PORTUGUESE.split()),
}
