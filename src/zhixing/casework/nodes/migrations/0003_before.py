from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('nodes', '0002_tables'),
    ]

    operations = [
        migrations.AlterField(
            model_name='node',
            name='state',
            field=models.CharField(choices=[('open', '待办'), ('done', '已办'), ('waived', '不再要求'), ('void', '不涉及'), ('lapsed', '已失效'), ('before', '上线前不计')], max_length=8),
        ),
    ]
